import type { RoomExtended } from '../../sdk';
import type { Session } from './session.svelte';

/** Which meeting to enter: that of a chat or of a channel, a new one anybody may join by its id, the user's own, or the one with this id. */
export type MeetingPlace =
  | { kind: 'chat'; chatId: string; title: string }
  | { kind: 'channel'; spaceId: string; channelId: string; title: string }
  | { kind: 'new' }
  | { kind: 'personal' }
  | { kind: 'id'; id: string; pin: string };

export function titleOf(place: MeetingPlace): string {
  switch (place.kind) {
    case 'chat':
    case 'channel':
      return place.title;
    case 'id':
      return `Meeting ${place.id}`;
    case 'personal':
      return 'Your personal meeting';
    case 'new':
      return 'New meeting';
  }
}

/** The room of the meeting, made where it has to be. */
export async function findRoom({ sfu, user }: Session, place: MeetingPlace): Promise<RoomExtended> {
  switch (place.kind) {
    case 'chat':
      return sfu.createDirectMeeting({ directChatId: place.chatId });
    case 'channel':
      return sfu.createChannelMeeting({ spaceId: place.spaceId, channelId: place.channelId });
    case 'id':
      return sfu.roomAvailable({ id: place.id, pin: place.pin || undefined });
    case 'new':
      return sfu.createRoom({});
    case 'personal':
      return sfu.createRoom({ id: user!.pmi });
  }
}
