import { SvelteMap } from 'svelte/reactivity';
import type { AddRemoveTracks, RemoteTrack, RoomExtended, TrackInfo } from '../../sdk';
import { CONTENT } from './publisher';

/** A track somebody else publishes, and the stream it is played from once the server sends it. */
export class RemoteSource {
  readonly userId: string;
  info = $state.raw<TrackInfo>()!;
  stream = $state.raw<MediaStream | null>(null);
  remote: RemoteTrack | null = null;
  gone = false;

  constructor(userId: string, info: TrackInfo) {
    this.userId = userId;
    this.info = info;
  }

  get screen(): boolean {
    const content = this.info.contentType?.toLowerCase() ?? '';
    return content === CONTENT.screen || content === 'screen' || content === 'screensharing';
  }
}

/** The tracks of all other participants; every one that is announced is asked for. */
export class RemoteMedia {
  readonly sources = new SvelteMap<string, RemoteSource>();
  #room: RoomExtended | null = null;

  readonly cameras = $derived(this.#videos(false));
  readonly screens = $derived(this.#videos(true));
  readonly audio = $derived([...this.sources.values()].filter(({ info }) => info.type === 'AUDIO'));

  /** Follows the tracks of a room that is about to be joined. */
  attach(room: RoomExtended): void {
    this.clear();
    this.#room = room;
    room.on('ADD_TRACKS', ({ info }: AddRemoveTracks) => {
      if (info.waitingRoom || info.userId === room.userId()) return;
      for (const track of info.info) this.#add(info.userId, track);
    });
    room.on('REMOVE_TRACKS', ({ info }: AddRemoveTracks) => {
      for (const track of info.info) this.#remove(track.id);
    });
    room.on('MUTE_TRACKS', ({ info }: AddRemoveTracks) => {
      for (const track of info.info) {
        const source = this.sources.get(track.id);
        if (source) source.info = { ...source.info, mute: track.mute };
      }
    });
  }

  /** The participant is gone, whether or not his tracks were removed one by one. */
  removeUser(userId: string): void {
    for (const [id, source] of [...this.sources]) if (source.userId === userId) this.#remove(id);
  }

  clear(): void {
    for (const source of this.sources.values()) source.gone = true;
    this.sources.clear();
    this.#room = null;
  }

  #videos(screen: boolean): RemoteSource[] {
    return [...this.sources.values()].filter((source) => source.info.type === 'VIDEO' && source.screen === screen);
  }

  #add(userId: string, info: TrackInfo): void {
    const known = this.sources.get(info.id);
    if (known) {
      known.info = info;
      return;
    }
    const source = new RemoteSource(userId, info);
    this.sources.set(info.id, source);
    void this.#demand(this.#room!, source);
  }

  async #demand(room: RoomExtended, source: RemoteSource): Promise<void> {
    try {
      const remote = await room.getRemoteTrack(source.info.type, true);
      if (!remote) return;
      if (source.gone) return await remote.dispose();
      source.remote = remote;
      await remote.demandTrack(source.info.id);
      if (!source.gone) source.stream = new MediaStream([remote.track]);
    } catch {
      // The track or the room went away meanwhile; the participant is shown without it.
    }
  }

  #remove(id: string): void {
    const source = this.sources.get(id);
    if (!source) return;
    source.gone = true;
    this.sources.delete(id);
    if (source.remote && !source.remote.disposed) source.remote.dispose().catch(() => {});
  }
}
