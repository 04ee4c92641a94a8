import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelArtifacts } from './artifacts.js';

const folder = fileURLToPath(new URL('../artifacts/', import.meta.url));

await mkdir(folder, { recursive: true });
for (const [name, bytes] of modelArtifacts()) {
  await writeFile(join(folder, name), bytes);
  console.log(`${name}: ${bytes.length} bytes`);
}
