import { defineConfig } from "vite";

// File names are fixed: Django's manifest storage adds the hashes when it collects static files.
export default defineConfig({
  base: "./",
  publicDir: "public",
  build: {
    outDir: "../static/build",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    target: ["es2021", "chrome92", "safari15"],
    rolldownOptions: {
      input: { app: "src/app.ts" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
