import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// The server under which the development page works: the link that `heddle open` prints is for
// its own port, so its token is passed on by opening http://127.0.0.1:5173/?token=… once.
const server = process.env.HEDDLE_SERVER ?? "http://127.0.0.1:8765";

export default defineConfig({
  plugins: [svelte()],
  base: "./",
  build: {
    outDir: "../src/heddle/web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0, // the policy of the server allows files of its own only
    modulePreload: { polyfill: false },
    // light-dark() is written out as two values for engines that do not know it.
    cssTarget: ["chrome111", "firefox115", "safari16.4"],
    target: ["chrome111", "firefox115", "safari16.4"],
    reportCompressedSize: true,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": { target: server, changeOrigin: true, headers: { origin: server } } },
  },
  // Tests run the code of the browser, not that for rendering on a server.
  ...(process.env.VITEST ? { resolve: { conditions: ["browser"] } } : {}),
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
