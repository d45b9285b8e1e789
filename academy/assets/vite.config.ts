import { defineConfig } from "vite";

// One script for the site, one for the admin (`--mode admin`), each whole in itself. File names are
// fixed: Django's manifest storage adds the hashes when it collects static files.
export default defineConfig(({ mode }) => {
  const name = mode === "admin" ? "admin" : "app";
  return {
    base: "./",
    publicDir: name === "app" ? "public" : false,
    build: {
      outDir: "../static/build",
      emptyOutDir: name === "app",
      assetsInlineLimit: 0,
      modulePreload: false,
      target: ["es2021", "chrome92", "safari15"],
      rolldownOptions: {
        input: { [name]: `src/${name}.ts` },
        output: {
          entryFileNames: "[name].js",
          chunkFileNames: "[name].js",
          assetFileNames: "[name][extname]",
        },
      },
    },
  };
});
