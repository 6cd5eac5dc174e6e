import { defineConfig } from "vite";

// The bench page alone; measure.py says where it is built to.
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  build: { outDir: process.env.BENCH_OUT ?? "dist", emptyOutDir: true, rolldownOptions: { input: "canvas.html" } },
});
