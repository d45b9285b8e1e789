// One answer on its way to the server, and what the server's reply means.
import type { Pairs } from "./store";

export interface Reply {
  saved: boolean;
  unanswered?: number;
  message?: string;
  /** The server will never take this answer: the attempt is closed. */
  closed?: boolean;
  /** Sent with the next answer, it spares the server the question who sends it. */
  lease?: string;
}

const REFUSALS = [400, 401, 403, 404, 409, 413, 422];
const SIGN_IN_AGAIN = "登录已过期。答案留在本机，重新登录后会再存。";
const REFUSED = "未保存";

function bodyOf(form: HTMLFormElement, question: string, pairs: Pairs): FormData {
  const body = new FormData();
  for (const [name, value] of pairs) body.append(name, value);
  body.append("question", question);
  const token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]");
  if (token) body.append(token.name, token.value);
  if (form.dataset["lease"]) body.append("lease", form.dataset["lease"]);
  return body;
}

async function understand(response: Response): Promise<Reply | null> {
  if (response.type === "opaqueredirect") return { saved: false, message: SIGN_IN_AGAIN };
  const reply = (await response.json().catch(() => null)) as Reply | null;
  if (response.ok && reply) return reply;
  if (!REFUSALS.includes(response.status)) return null;
  const message = reply?.message ?? (response.status === 401 ? SIGN_IN_AGAIN : REFUSED);
  return { saved: false, message, closed: response.status === 409 };
}

/** The server's reply, or null when it is worth trying again. */
export async function sendAnswer(
  form: HTMLFormElement, question: string, pairs: Pairs, options: Pick<RequestInit, "keepalive" | "signal">,
): Promise<Reply | null> {
  try {
    const response = await fetch(form.dataset["autosaveUrl"] ?? "", {
      method: "POST", body: bodyOf(form, question, pairs), redirect: "manual", credentials: "same-origin",
      headers: { Accept: "application/json" }, ...options,
    });
    const reply = await understand(response);
    if (reply?.lease) form.dataset["lease"] = reply.lease;
    return reply;
  } catch {
    if (!options.signal?.aborted) document.dispatchEvent(new Event("academy:unreachable"));
    return null;
  }
}
