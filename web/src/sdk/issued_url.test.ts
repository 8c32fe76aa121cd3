import { expect, it } from 'vitest';
import { issuedUrl } from './issued_url';

it.each([
  // [issued, connection, page, expected]
  ['', 'ws://chat.example:8080/', 'http:', ''],
  ['/relative', 'ws://chat.example:8080/', 'http:', '/relative'],
  ['http://10.0.0.5:8080/a', '', 'http:', 'http://10.0.0.5:8080/a'],
  // A named other host is meant.
  ['http://node2.example:9000/a', 'ws://chat.example:8080/', 'http:', 'http://node2.example:9000/a'],
  ['http://localhost:9000/a', 'ws://chat.example:8080/', 'http:', 'http://localhost:9000/a'],
  ['http://999.1.1.1/a', 'ws://chat.example/', 'http:', 'http://999.1.1.1/a'],
  // With a port in the connection's address, scheme and port stay.
  ['http://10.0.0.5:8081/a?s=1', 'ws://chat.example:8080/', 'http:', 'http://chat.example:8081/a?s=1'],
  ['http://[fd00::1]:8081/a', 'ws://127.0.0.1:8080/', 'http:', 'http://127.0.0.1:8081/a'],
  ['http://10.0.0.5:8081/a', 'wss://chat.example:8443/', 'https:', 'https://chat.example:8081/a'],
  // Written down is written down, also when it is the default.
  ['https://10.0.0.5:8444/a', 'wss://chat.example:443/', 'https:', 'https://chat.example:8444/a'],
  // Without one, a proxy answers under the scheme's own port.
  ['http://10.0.0.5:8081/a?s=1', 'wss://chat.example/', 'https:', 'https://chat.example/a?s=1'],
  ['https://chat.example:8443/a', 'ws://chat.example/x?y=1:2', 'http:', 'http://chat.example/a'],
])('%s seen over %s from a page of %s is %s', (issued, connection, page, expected) => {
  expect(issuedUrl(issued, connection, page)).toBe(expected);
});
