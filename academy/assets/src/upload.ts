// Send a form with a large file and show how far it is: <input type="file" data-upload> in a form
// whose view answers a wish for JSON with {url} or {error_message}. Without a file, and without
// this script, the form is sent as ever. What was chosen and written stays when something fails.
const WAITING = "已经传完，正在保存…";
const REFUSED = "没有保存。请检查表单，再试一次。";
const TOO_LARGE = "文件太大，服务器没有接收。";
const SIGN_IN_AGAIN = "登录已过期。请在另一个页面重新登录，再回来点一次保存。";
const FAILED = "服务器出了错，没有保存。填写的内容都还在，请过一会儿再点一次保存。";
const LOST = "网络中断，没有传完。填写的内容都还在，请再点一次保存。";

interface Reply { success?: boolean; url?: string; error_message?: string }

export class Upload {
  private readonly bar = document.createElement("progress");
  private readonly words = document.createElement("p");
  private busy = false;
  private button: HTMLElement | null = null;

  constructor(private readonly form: HTMLFormElement, private readonly input: HTMLInputElement) {
    this.bar.max = 100;
    this.bar.hidden = true;
    this.bar.setAttribute("aria-label", "上传进度");
    this.words.setAttribute("role", "status");
    this.words.style.whiteSpace = "pre-line";
    this.input.after(this.bar, this.words);
    form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("beforeunload", (event) => {
      if (this.busy) event.preventDefault();
    });
  }

  private submit(event: SubmitEvent): void {
    if (!this.input.files?.length) return;
    event.preventDefault();
    this.button = event.submitter;
    if (!this.busy) this.send(new FormData(this.form, event.submitter));
  }

  private send(body: FormData): void {
    const request = new XMLHttpRequest();
    request.open("POST", this.form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => this.progress(event.loaded, event.total));
    request.addEventListener("load", () => this.answer(request.status, request.responseText));
    request.addEventListener("error", () => this.stop(LOST));
    this.busy = true;
    this.words.className = "";
    this.progress(0, 1);
    request.send(body);
  }

  private progress(loaded: number, total: number): void {
    const percent = Math.floor((100 * loaded) / total);
    this.bar.hidden = false;
    this.bar.value = percent;
    this.words.textContent = percent < 100 ? `正在上传：${percent}%，请不要关闭本页。` : WAITING;
  }

  private answer(status: number, text: string): void {
    const reply = read(text);
    if (reply?.success) this.leave(reply.url);
    else if (reply) this.stop(reply.error_message ?? REFUSED);
    else if (status === 413) this.stop(TOO_LARGE);
    else this.stop(status < 400 ? SIGN_IN_AGAIN : FAILED);
  }

  private leave(url?: string): void {
    this.busy = false;
    if (url) location.assign(url);
    else location.reload();
  }

  private stop(words: string): void {
    this.busy = false;
    this.bar.hidden = true;
    // Wagtail's button shows that it works until it is told otherwise.
    this.button?.setAttribute("data-w-progress-loading-value", "false");
    this.words.textContent = words;
    this.words.className = "error-message";
    this.words.scrollIntoView?.({ block: "center" });
  }
}

function read(text: string): Reply | null {
  try {
    return JSON.parse(text) as Reply;
  } catch {
    return null;
  }
}

export function startUploads(root: ParentNode = document): Upload[] {
  return Array.from(root.querySelectorAll<HTMLInputElement>("input[type=file][data-upload]"))
    .filter((input) => input.form)
    .map((input) => new Upload(input.form as HTMLFormElement, input));
}
