// Pieces of film time, half-open, in whole milliseconds: what was watched and not acknowledged yet.
export type Piece = [start: number, end: number];

/** Every moment of any of the groups: ascending, apart, none empty. */
export function union(...groups: Piece[][]): Piece[] {
  const joined: Piece[] = [];
  const sorted = groups.flat().filter(([start, end]) => start < end).sort((a, b) => a[0] - b[0]);
  for (const [start, end] of sorted) {
    const last = joined[joined.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

/** The moments of `pieces` that are not in `taken`. */
export function subtract(pieces: Piece[], taken: Piece[]): Piece[] {
  return taken.reduce((left, piece) => left.flatMap((part) => without(part, piece)), pieces);
}

function without([start, end]: Piece, [from, to]: Piece): Piece[] {
  const parts: Piece[] = [[start, Math.min(end, from)], [Math.max(start, to), end]];
  return parts.filter((part) => part[0] < part[1]);
}

/** A moment as players show it: 03:20, 1:02:03. */
export function face(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number) => String(n).padStart(2, "0");
  const tail = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${tail}` : tail;
}

/** Where a film stands. */
export const now = (video: HTMLMediaElement): number => Math.round(video.currentTime * 1000);

/** Play. A pause that comes first, or a browser that wants a press, is no fault: the film's own button shows it. */
export function play(video: HTMLMediaElement): void {
  video.play().catch((refusal: DOMException) => {
    if (!["AbortError", "NotAllowedError"].includes(refusal.name)) throw refusal;
  });
}
