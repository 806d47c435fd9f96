import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Relative asset paths: the same files are served under tauri:// and by `hookdesk serve`.
export default defineConfig({
  base: "./",
  plugins: [react()],
  server: { port: 5173, strictPort: true, proxy: { "/rpc": "http://127.0.0.1:7420" } },
  build: {
    target: ["es2022", "chrome111", "safari16.4"],
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    // The files are read from this machine; the editor and the chart are apart because they are needed late, not because they are large.
    chunkSizeWarningLimit: 1200,
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    css: false,
    // Only for what hangs: a busy machine is slow at opening the whole window.
    testTimeout: 60_000,
    restoreMocks: true,
  },
});
