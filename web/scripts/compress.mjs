// Writes <file>.gz next to every text file of a folder, so that the server compresses nothing while it serves.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const TEXT = /\.(html|js|css|svg|json|webmanifest|txt)$/;
const SMALLEST = 512;

function compress(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      compress(path);
    } else if (TEXT.test(name)) {
      const bytes = readFileSync(path);
      // No time stamp in the header: the same sources give the same bytes.
      if (bytes.length >= SMALLEST) writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    }
  }
}

compress(process.argv[2]);
