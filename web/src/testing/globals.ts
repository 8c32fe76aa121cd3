// What tests need of a browser and Node 18 keeps in modules.
import { File } from 'node:buffer';
import { webcrypto } from 'node:crypto';

if (!('crypto' in globalThis)) Object.defineProperty(globalThis, 'crypto', { value: webcrypto });
if (!('File' in globalThis)) Object.defineProperty(globalThis, 'File', { value: File });
