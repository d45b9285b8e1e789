import { defineConfig } from "vitest/config";

// Apart from vite.config.ts, so that the site can be built without the test packages.
export default defineConfig({
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"], restoreMocks: true },
});
