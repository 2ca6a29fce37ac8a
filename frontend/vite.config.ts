import { defineConfig, type Plugin } from "vite";

// Natural Earth's outlines, which the server reads and clients can draw (publishing/geography/outlines.py).
const OUTLINES = "node_modules/world-atlas/countries-10m.json";

const outlines: Plugin = {
  name: "outlines",
  async buildStart() {
    const source = await this.fs.readFile(OUTLINES);
    this.emitFile({ type: "asset", name: "countries-10m.json", originalFileName: OUTLINES, source });
  },
};

// Built files carry a hash in hex, so that WhiteNoise can tell them apart and let browsers keep them for ever.
export default defineConfig({
  base: "/static/",
  plugins: [outlines],
  // GOV.UK Frontend still carries a media query written only for Internet Explorer, which is dropped with a warning.
  css: { lightningcss: { errorRecovery: true } },
  build: {
    outDir: "dist",
    assetsInlineLimit: 0, // the Content-Security-Policy allows no data: addresses for fonts or images
    manifest: "frontend-manifest.json",
    modulePreload: false,
    rollupOptions: {
      input: ["src/main.ts", "src/styles/main.scss", "src/styles/embed.scss", "src/graphiql/main.ts", "src/area-map/area-map.ts", "src/area-map/area-map.scss"],
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
