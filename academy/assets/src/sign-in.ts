// Sign in again without leaving the page: <dialog data-sign-in> with the fields of /login/.
//   document "academy:signed-out" opens it; "academy:signed-in" tells everybody to go on.
const UNREACHABLE = "暂时连不上服务器，请过一会儿再试。";
const ONE_TIME = "这是一次性密码。请先在登录页面设置新密码，再回到这里。";

interface Answer { location?: string; form?: { errors: string[]; fields: Record<string, { errors: string[] }> } }

function parse(html: string): Document {
  return new DOMParser().parseFromString(html, "text/html");
}

/** The words of a page that says no: too many attempts, say. */
function wordsOf(html: string): string {
  const main = parse(html).querySelector("main");
  const parts = Array.from(main?.querySelectorAll("h1, p") ?? [], (part) => part.textContent?.trim());
  return parts.filter(Boolean).slice(0, 3).join(" ");
}

export class SignIn {
  private readonly form: HTMLFormElement;
  private readonly error: HTMLElement;

  constructor(private readonly dialog: HTMLDialogElement) {
    this.form = dialog.querySelector("form")!;
    this.error = dialog.querySelector<HTMLElement>("[data-sign-in-error]")!;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit();
    });
    dialog.querySelector("[data-sign-in-later]")?.addEventListener("click", () => dialog.close());
  }

  open(): void {
    if (this.dialog.open) return;
    this.say("");
    this.dialog.showModal();
    this.form.querySelector<HTMLInputElement>("[type=password]")?.focus();
  }

  async submit(): Promise<void> {
    const button = this.form.querySelector<HTMLButtonElement>("[type=submit]");
    if (button) button.disabled = true;
    try {
      const refusal = await this.attempt();
      if (refusal) this.say(refusal);
      else this.done();
    } catch {
      this.say(UNREACHABLE);
    } finally {
      if (button) button.disabled = false;
    }
  }

  /** Empty when signed in, else why not. */
  private async attempt(): Promise<string> {
    const page = await fetch(this.form.action, { credentials: "same-origin", cache: "no-store" });
    const token = parse(await page.text()).querySelector<HTMLInputElement>("main [name=csrfmiddlewaretoken]");
    if (page.redirected || !token) return page.ok ? "" : UNREACHABLE;
    const body = new FormData(this.form);
    body.set("csrfmiddlewaretoken", token.value);
    const headers = { "X-Requested-With": "XMLHttpRequest" };
    const response = await fetch(this.form.action, { method: "POST", body, headers, credentials: "same-origin" });
    const text = await response.text();
    if (!response.headers.get("Content-Type")?.includes("json")) return wordsOf(text) || UNREACHABLE;
    return this.judge(JSON.parse(text) as Answer);
  }

  private judge(answer: Answer): string {
    if (answer.location?.startsWith(new URL(this.form.action).pathname)) return ONE_TIME;
    if (answer.location) return "";
    const fields = Object.values(answer.form?.fields ?? {}).flatMap((field) => field.errors);
    return [...(answer.form?.errors ?? []), ...fields].join(" ") || UNREACHABLE;
  }

  private done(): void {
    const password = this.form.querySelector<HTMLInputElement>("[type=password]");
    if (password) password.value = "";
    renewTokens();
    this.dialog.close();
    document.dispatchEvent(new Event("academy:signed-in"));
  }

  private say(words: string): void {
    this.error.hidden = !words;
    this.error.textContent = words;
  }
}

/** Signing in changes the secret that the page's forms are checked by. */
function renewTokens(): void {
  const secret = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (!secret) return;
  for (const field of document.querySelectorAll<HTMLInputElement>("[name=csrfmiddlewaretoken]")) field.value = secret;
}

export function startSignIn(root: Document = document): SignIn | null {
  const dialog = root.querySelector<HTMLDialogElement>("dialog[data-sign-in]");
  if (!dialog) return null;
  const signIn = new SignIn(dialog);
  root.addEventListener("academy:signed-out", () => signIn.open());
  return signIn;
}
