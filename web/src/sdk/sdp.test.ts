import { describe, expect, it } from 'vitest';
import { sendOnly, withContents } from './sdp';

describe('sdp', () => {
  it('never offers to send and receive on one line', () => {
    expect(sendOnly('a=sendrecv\r\na=recvonly\r\na=sendrecv\r\n')).toBe('a=sendonly\r\na=recvonly\r\na=sendonly\r\n');
  });

  it('names the content of each track after its msid line', () => {
    const sdp = 'm=video 9\r\na=msid:stream cam\r\na=mid:0\r\nm=audio 9\r\na=msid:- mic\r\na=mid:1\r\n';
    expect(withContents(sdp, { cam: 'camera', other: 'x' })).toBe(
      'm=video 9\r\na=msid:stream cam\r\na=content:camera\r\na=mid:0\r\nm=audio 9\r\na=msid:- mic\r\na=mid:1\r\n',
    );
    expect(withContents(sdp, undefined)).toBe(sdp);
  });
});
