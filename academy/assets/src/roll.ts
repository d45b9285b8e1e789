// The roll: each tap is sent by itself and shown when it is saved. Without this the buttons send the form.
//   <form data-roll> <li data-roll-line> [data-roll-state] <button name="mark" value="12:present"> … </form>
//   elsewhere: [data-roll-rate], [data-roll-unknown]
const LOST = "没有保存：网络不通，请再点一次。";
const ODD = "没有保存，请刷新后再点。";
const EXPIRED = "登录已过期，没有保存。请重新登录。";

interface Reply { saved: boolean; words: string; rate?: string; unknown?: number }

async function send(form: HTMLFormElement, button: HTMLButtonElement): Promise<Reply> {
  const body = new FormData(form);
  body.append(button.name, button.value);
  try {
    const response = await fetch(form.action || location.href, {
      method: "POST", body, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" },
    });
    if (response.type === "opaqueredirect") return { saved: false, words: EXPIRED };
    return ((await response.json().catch(() => null)) as Reply | null) ?? { saved: false, words: ODD };
  } catch {
    document.dispatchEvent(new Event("academy:unreachable"));
    return { saved: false, words: LOST };
  }
}

function write(selector: string, text: string | undefined): void {
  const place = document.querySelector(selector);
  if (place && text !== undefined) place.textContent = text;
}

export class RollForm {
  constructor(private readonly form: HTMLFormElement) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!(button instanceof HTMLButtonElement) || button.name !== "mark") return;
      event.preventDefault();
      void this.mark(button);
    });
  }

  async mark(button: HTMLButtonElement): Promise<void> {
    const line = button.closest<HTMLElement>("[data-roll-line]");
    if (!line || line.getAttribute("aria-busy") === "true") return;
    line.setAttribute("aria-busy", "true");
    const reply = await send(this.form, button);
    line.removeAttribute("aria-busy");
    this.say(line, reply.words);
    if (reply.saved) for (const each of line.querySelectorAll("button[name=mark]")) each.setAttribute("aria-pressed", String(each === button));
    write("[data-roll-rate]", reply.rate);
    write("[data-roll-unknown]", reply.unknown?.toString());
  }

  private say(line: HTMLElement, words: string): void {
    const place = line.querySelector<HTMLElement>("[data-roll-state]");
    if (!place) return;
    place.setAttribute("role", "status");
    place.textContent = words;
  }
}

export function startRoll(root: ParentNode = document): RollForm[] {
  return Array.from(root.querySelectorAll<HTMLFormElement>("form[data-roll]"), (form) => new RollForm(form));
}
