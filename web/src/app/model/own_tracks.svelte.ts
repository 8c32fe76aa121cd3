import { ConnectionEndedError, type RoomExtended } from '../../sdk';
import { textOf } from './errors';
import { LocalMedia, type Wanted } from './local_media.svelte';
import type { Notices } from './notices.svelte';
import { Publisher } from './publisher';

/** Microphone, camera and screen of this user: the switches, and what they mean for the room he is in. */
export class OwnTracks {
  microphoneOn = $state(false);
  cameraOn = $state(false);
  sharing = $state(false);
  readonly local = new LocalMedia();
  readonly #notices: Notices;
  #room: RoomExtended | null = null;
  #publisher: Publisher | null = null;
  #joined = false;

  constructor(notices: Notices) {
    this.#notices = notices;
  }

  /** Opens devices before a meeting; false when one of them could not be had. */
  async open(wanted: Wanted): Promise<boolean> {
    const complete = await this.local.open(wanted);
    this.microphoneOn = this.local.microphone !== null;
    this.cameraOn = this.local.camera !== null;
    return complete;
  }

  /** Puts what there is on the peer connection of a room about to be joined; gives the content types for `join`. */
  async attach(room: RoomExtended, pc: RTCPeerConnection): Promise<Record<string, string>> {
    const publisher = new Publisher(pc);
    await this.#putAll(publisher);
    this.#room = room;
    this.#publisher = publisher;
    this.#joined = false;
    return publisher.contents();
  }

  /** The room is joined: from now on the switches tell the server. */
  joined(): void {
    this.#joined = true;
    // They may have been used while the join was under way.
    void this.#tell(async (room, publisher) => {
      if (await this.#putAll(publisher)) await room.updateState(publisher.contents());
      if (!this.microphoneOn) await publisher.mute(room, 'microphone', true);
      if (!this.cameraOn) await publisher.mute(room, 'camera', true);
    });
  }

  /** The room is gone; the devices stay open for the next one. */
  detach(): void {
    this.#room = null;
    this.#publisher = null;
    this.#joined = false;
  }

  close(): void {
    this.detach();
    this.local.close();
    this.local.problem = null;
    this.microphoneOn = this.cameraOn = this.sharing = false;
  }

  async toggleMicrophone(): Promise<void> {
    const on = !this.microphoneOn;
    if (on && !this.local.microphone && !(await this.#openDevice({ audio: true, video: false }))) return;
    this.#switchMicrophone(on);
    remember('microphone', on);
    const accepted = await this.#tell(async (room, publisher) => {
      if (on && this.local.microphone && (await publisher.put('microphone', this.local.microphone))) {
        await room.updateState(publisher.contents());
      }
      await publisher.mute(room, 'microphone', !on);
    });
    // The host may have muted everybody: then nobody hears it, and the button must not claim so.
    if (!accepted && on) this.#switchMicrophone(false);
  }

  async toggleCamera(): Promise<void> {
    const on = !this.cameraOn;
    if (on && !(await this.#openDevice({ audio: false, video: true }))) return;
    this.cameraOn = on;
    remember('camera', on);
    if (!on) this.local.closeCamera();
    const accepted = await this.#tell(async (room, publisher) => {
      if (!on) {
        await publisher.mute(room, 'camera', true);
        await publisher.pause('camera');
      } else if (this.local.camera) {
        if (await publisher.put('camera', this.local.camera)) await room.updateState(publisher.contents());
        await publisher.mute(room, 'camera', false);
      }
    });
    if (!accepted && on) {
      this.cameraOn = false;
      this.local.closeCamera();
    }
  }

  async toggleScreen(): Promise<void> {
    if (this.sharing) return this.stopScreen();
    if (!(await this.local.openScreen())) {
      this.#showProblem();
      return;
    }
    this.sharing = true;
    this.local.screen!.onended = () => void this.stopScreen();
    const accepted = await this.#tell(async (room, publisher) => {
      if (await publisher.put('screen', this.local.screen!)) await room.updateState(publisher.contents());
    });
    if (!accepted) await this.stopScreen();
  }

  async stopScreen(): Promise<void> {
    if (!this.sharing) return;
    this.sharing = false;
    this.local.closeScreen();
    await this.#tell(async (room, publisher) => {
      if (await publisher.end('screen')) await room.updateState(publisher.contents());
    });
  }

  /** The host asks for silence or darkness; what he turned off can be turned on again, unless he forbids it. */
  async stopTracks(mids: string[]): Promise<void> {
    const sources = mids.map((mid) => this.#publisher?.sourceAt(mid));
    if (sources.includes('microphone') && this.microphoneOn) await this.toggleMicrophone();
    if (sources.includes('camera') && this.cameraOn) await this.toggleCamera();
    if (sources.includes('screen')) await this.stopScreen();
  }

  async #putAll(publisher: Publisher): Promise<boolean> {
    let negotiate = false;
    const { microphone, camera, screen } = this.local;
    if (microphone) negotiate = (await publisher.put('microphone', microphone)) || negotiate;
    if (camera) negotiate = (await publisher.put('camera', camera)) || negotiate;
    if (screen) negotiate = (await publisher.put('screen', screen)) || negotiate;
    return negotiate;
  }

  #switchMicrophone(on: boolean): void {
    this.microphoneOn = on;
    if (this.local.microphone) this.local.microphone.enabled = on;
  }

  async #openDevice(wanted: Wanted): Promise<boolean> {
    if (await this.local.open(wanted)) return true;
    this.#showProblem();
    return false;
  }

  #showProblem(): void {
    const { problem } = this.local;
    if (problem) this.#notices.error(`${problem.title}. ${problem.advice}`);
    this.local.problem = null;
  }

  /**
   * Runs a change of the own tracks. False when it was refused, which is shown; an ended connection is told of
   * elsewhere, and the next join makes up for it.
   */
  async #tell(change: (room: RoomExtended, publisher: Publisher) => Promise<void>): Promise<boolean> {
    const room = this.#room;
    if (!room || !this.#publisher || !this.#joined) return true;
    try {
      await change(room, this.#publisher);
      return true;
    } catch (error) {
      if (error instanceof ConnectionEndedError || room !== this.#room) return true;
      this.#notices.error(textOf(error));
      return false;
    }
  }
}

/**
 * How this user left the switches last time. The rooms of chats suggest to start without video; they all do, so it is
 * nobody's wish and yields to the user's own.
 */
export function preferences(): Wanted {
  return {
    audio: localStorage.getItem('parley.microphone') !== 'off',
    video: localStorage.getItem('parley.camera') !== 'off',
  };
}

function remember(device: 'microphone' | 'camera', on: boolean): void {
  localStorage.setItem(`parley.${device}`, on ? 'on' : 'off');
}
