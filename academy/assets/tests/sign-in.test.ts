import { beforeEach, describe, expect, it, vi } from "vitest";
import { startSignIn, type SignIn } from "../src/sign-in";

const fetchMock = vi.fn();
const signedIn = vi.fn();
let dialog: HTMLDialogElement;
let signIn: SignIn;

const html = (text: string, status = 200) => new Response(`<main>${text}</main>`, { status, headers: { "Content-Type": "text/html" } });
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
const FORM = `<form><input name="csrfmiddlewaretoken" value="fresh"></form>`;
const error = () => dialog.querySelector<HTMLElement>("[data-sign-in-error]")!;

async function submit(...answers: Response[]): Promise<void> {
  for (const answer of answers) fetchMock.mockResolvedValueOnce(answer);
  await signIn.submit();
}

beforeEach(() => {
  vi.stubGlobal("fetch", fetchMock.mockReset());
  document.addEventListener("academy:signed-in", signedIn.mockReset());
  document.cookie = "csrftoken=newest";
  document.body.innerHTML = `<form id="other"><input name="csrfmiddlewaretoken" value="old"></form>
    <dialog data-sign-in><form action="/login/"><p data-sign-in-error hidden></p><input name="login" value="xueyuan">
    <input name="password" type="password"><button type="submit">登录</button><button type="button" data-sign-in-later>不</button></form></dialog>`;
  dialog = document.querySelector("dialog")!;
  signIn = startSignIn()!;
  document.dispatchEvent(new Event("academy:signed-out"));
  dialog.querySelector<HTMLInputElement>("[type=password]")!.value = "secret-words";
});

describe("signing in on the page", () => {
  it("opens when a session has ended, and may be put off", () => {
    expect(dialog.open).toBe(true);
    dialog.querySelector<HTMLButtonElement>("[data-sign-in-later]")!.click();
    expect(dialog.open).toBe(false);
    expect(signedIn).not.toHaveBeenCalled();
  });

  it("sends account, password and a fresh token, then lets everything go on", async () => {
    await submit(html(FORM), json({ location: "/" }));
    const [url, options] = fetchMock.mock.calls[1]!;
    expect(new URL(url as string, "http://localhost").pathname).toBe("/login/");
    expect(Object.fromEntries((options as RequestInit).body as FormData)).toEqual(
      { login: "xueyuan", password: "secret-words", csrfmiddlewaretoken: "fresh" });
    expect(signedIn).toHaveBeenCalledTimes(1);
    expect(dialog.open).toBe(false);
    expect(dialog.querySelector<HTMLInputElement>("[type=password]")!.value).toBe("");
    expect(document.querySelector<HTMLInputElement>("#other input")!.value).toBe("newest");
  });

  it("goes on where somebody signed in in another window meanwhile", async () => {
    await submit(html("<h1>首页</h1>"));
    expect(fetchMock).toHaveBeenCalledTimes(1);
    expect(signedIn).toHaveBeenCalledTimes(1);
  });

  it("shows what the server says of a wrong password", async () => {
    await submit(html(FORM), json({ form: { errors: ["账号或密码不对。"], fields: { login: { errors: [] } } } }, 400));
    expect(error().textContent).toBe("账号或密码不对。");
    expect(error().hidden).toBe(false);
    expect(dialog.open).toBe(true);
  });

  it("shows the page that says the account is locked, and for how long", async () => {
    await submit(html(FORM), html("<h1>还要等 15 分钟才能登录</h1><p>密码连续输错 5 次。</p>", 429));
    expect(error().textContent).toBe("还要等 15 分钟才能登录 密码连续输错 5 次。");
  });

  it("sends whoever has a one-time password to the sign-in page", async () => {
    await submit(html(FORM), json({ location: "/login/password/" }));
    expect(error().textContent).toContain("一次性密码");
    expect(signedIn).not.toHaveBeenCalled();
  });

  it("says so where the server cannot be reached, and can be tried again", async () => {
    fetchMock.mockRejectedValueOnce(new TypeError("offline"));
    await signIn.submit();
    expect(error().textContent).toBe("暂时连不上服务器，请过一会儿再试。");
    await submit(html("broken", 500));
    expect(error().textContent).toBe("暂时连不上服务器，请过一会儿再试。");
    expect(dialog.querySelector<HTMLButtonElement>("[type=submit]")!.disabled).toBe(false);
    await submit(html(FORM), json({ location: "/" }));
    expect(signedIn).toHaveBeenCalledTimes(1);
  });
});
