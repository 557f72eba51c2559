import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The page is served under a strict Content-Security-Policy: no inline script, no inline style, no data: URLs.
// So every asset is a file of its own below /assets.
export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: 'es2022',
    modulePreload: { polyfill: false },
  },
});
