// A real mail server (Debian's python3-aiosmtpd) that keeps what it is given.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from './harness.mjs';

// The first text part of a mail, decoded whatever its transfer encoding is.
const READ = `
import email, email.policy, json, sys
mail = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
print(json.dumps({'to': mail['to'], 'subject': mail['subject'], 'text': mail.get_body(('plain',)).get_content()}))
`;

function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

export async function startMailServer() {
  const folder = mkdtempSync(path.join(tmpdir(), 'parley-mail-'));
  const box = path.join(folder, 'box');
  const port = await freePort();
  const child = spawn('/usr/bin/python3',
    ['-m', 'aiosmtpd', '-n', '-l', `127.0.0.1:${port}`, '-c', 'aiosmtpd.handlers.Mailbox', box], { stdio: 'inherit' });
  await until('the mail server to answer', () => answers(port), (answered) => answered);
  let seen = 0;
  return {
    flags: ['--mail-smtp-url', `smtp://127.0.0.1:${port}`],
    /** The next mail that arrives: to whom, subject, text, and the first address in it. */
    async next() {
      const inbox = path.join(box, 'new');
      const names = await until('a mail', () => readdirSync(inbox), (files) => files.length > seen);
      // A maildir name begins with the time of arrival.
      const order = (name) => name.split('.').slice(0, 2).join('.').replace(/M(\d+)P.*/, (_, micro) => micro.padStart(6, '0'));
      const name = names.sort((a, b) => (order(a) < order(b) ? -1 : 1))[seen];
      seen += 1;
      const read = spawnSync('/usr/bin/python3', ['-c', READ, path.join(inbox, name)], { encoding: 'utf8' });
      if (read.status !== 0) throw new Error(read.stderr);
      const mail = JSON.parse(read.stdout);
      return { ...mail, link: /https?:\/\/\S+/.exec(mail.text)[0] };
    },
    async stop() {
      const ended = new Promise((resolve) => child.on('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
