// Read the fields of one question and put kept values back.
import type { Pairs } from "./store";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
const FIELDS = "input[name], select[name], textarea[name]";

function isChecked(field: Field): boolean {
  return !(field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)) || field.checked;
}

function valuesOf(field: Field): string[] {
  if (field instanceof HTMLSelectElement && field.multiple) return Array.from(field.selectedOptions, (option) => option.value);
  if (field instanceof HTMLInputElement && field.type === "file") return [];
  return [field.value];
}

export function readFields(frame: HTMLElement): Pairs {
  const fields = Array.from(frame.querySelectorAll<Field>(FIELDS));
  return fields
    .filter((field) => !field.disabled && isChecked(field))
    .flatMap((field) => valuesOf(field).map((value): [string, string] => [field.name, value]));
}

export function writeFields(frame: HTMLElement, pairs: Pairs): void {
  for (const field of frame.querySelectorAll<Field>(FIELDS)) {
    const values = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field instanceof HTMLSelectElement && field.multiple) {
      for (const option of field.options) option.selected = values.includes(option.value);
    } else if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)) {
      field.checked = values.includes(field.value);
    } else if (values[0] !== undefined && field.type !== "file") {
      field.value = values[0];
    }
  }
}
