// Serves the built page and the stores as any static host would: ranges, true 404s, nothing else.
import http from 'node:http';
import path from 'node:path';
import sirv from 'sirv';
import { root } from './install.mjs';

const PORT = 4173;

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Loopback only: the studio is for the person at this machine.
    server.listen(port, '127.0.0.1', () => resolve(server.address().port));
  });
}

/**
 * @param {{ dist: string, stores: string, port?: number }} options  `port` as asked for; without it the first free one from 4173
 * @returns {Promise<{ url: string, server: http.Server }>}
 * @throws {Error} with a sentence for a person when the port asked for is taken
 */
export async function serve({ dist, stores, port }) {
  const options = { dev: true, etag: true };
  const page = sirv(dist, options);
  const data = sirv(stores, { ...options, dotfiles: false });
  const answer = (request, response) => {
    const missing = () => {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('not found');
    };
    if (request.url?.startsWith('/stores/')) {
      request.url = request.url.slice('/stores'.length);
      return data(request, response, missing);
    }
    return page(request, response, missing);
  };
  for (let candidate = port ?? PORT; ; candidate++) {
    const server = http.createServer(answer);
    try {
      const got = await listen(server, candidate);
      if (port === undefined && got !== PORT) console.error(`Port ${PORT} is taken; using ${got}.`);
      return { url: `http://localhost:${got}/`, server };
    } catch (error) {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
      if (port !== undefined || candidate > PORT + 50) {
        const why =
          error.code === 'EACCES' ? 'may not be used without administrator rights' : 'is taken by another program';
        throw new Error(`Port ${candidate} ${why}. Choose another with --port N, or leave --port out.`);
      }
    }
  }
}

export const storesFolder = path.join(root, '.cache', 'stores');
export const distFolder = path.join(root, 'dist');
