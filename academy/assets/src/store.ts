// Unsent answers survive a reload of the same tab. A browser that refuses storage loses only that.

export type Pairs = [name: string, value: string][];

export function keep(key: string, pairs: Pairs): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(pairs));
  } catch {
    // Full or forbidden: the answer is still in memory.
  }
}

export function drop(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

export function kept(key: string): Pairs | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return Array.isArray(value) ? (value as Pairs) : null;
  } catch {
    return null;
  }
}
