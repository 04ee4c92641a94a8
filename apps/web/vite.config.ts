import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { LIVE_PATH } from '@airway-twin/contracts/live';

const api = process.env['API_URL'] ?? 'http://127.0.0.1:3000';

/** Reads the libraries' sources, so that one build step is enough; in development the API is reached through the same origin. */
export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['@airway-twin/source', 'module', 'browser', 'development|production'] },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target: api, changeOrigin: false }, [LIVE_PATH]: { target: api, ws: true } },
  },
  build: { outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 1200 },
});
