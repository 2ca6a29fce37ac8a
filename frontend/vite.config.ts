import { defineConfig } from "vite";

// Built files carry a hash in hex, so that WhiteNoise can tell them apart and let browsers keep them for ever.
export default defineConfig({
  base: "/static/",
  // GOV.UK Frontend still carries a media query written only for Internet Explorer, which is dropped with a warning.
  css: { lightningcss: { errorRecovery: true } },
  build: {
    outDir: "dist",
    assetsInlineLimit: 0, // the Content-Security-Policy allows no data: addresses for fonts or images
    manifest: "frontend-manifest.json",
    modulePreload: false,
    rollupOptions: {
      input: ["src/main.ts", "src/styles/main.scss", "src/graphiql/main.ts"],
      // React's libraries say "use client" to bundlers of another sort, once a file.
      onLog(level, log, report) {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
      },
      output: {
        hashCharacters: "hex",
        entryFileNames: "assets/[name].[hash:12].js",
        chunkFileNames: "assets/[name].[hash:12].js",
        assetFileNames: "assets/[name].[hash:12][extname]",
      },
    },
  },
});
