// What has not reached the server yet. Kept apart so that the leave warning needs to know nothing of forms.

const unsaved = new Set<string>();
let leaving = false;

export function markUnsaved(key: string): void {
  unsaved.add(key);
}

export function markSaved(key: string): void {
  unsaved.delete(key);
}

/** The page is being left on purpose, with everything it holds: no warning. */
export function allowLeaving(allowed = true): void {
  leaving = allowed;
}

export function shouldWarn(): boolean {
  return unsaved.size > 0 && !leaving;
}
