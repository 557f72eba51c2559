import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The page is served under a strict Content-Security-Policy without inline scripts or data: URLs for scripts and
// styles. So every asset is a file of its own below /assets.
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
