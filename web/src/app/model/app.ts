import { Call } from './call.svelte';
import { Chats } from './chats.svelte';
import { Meetings } from './meetings.svelte';
import { Notices } from './notices.svelte';
import { People } from './people.svelte';
import { Session } from './session.svelte';

/** Everything the screens show and use. */
export interface AppModel {
  session: Session;
  people: People;
  meetings: Meetings;
  chats: Chats;
  call: Call;
  notices: Notices;
}

export function createApp(url: string): AppModel {
  const notices = new Notices();
  const session = new Session(url);
  const people = new People(session);
  // Before the chats: the list of running meetings is cleared before their answer brings the new one.
  const meetings = new Meetings(session);
  const chats = new Chats(session, people);
  const call = new Call(session, meetings, notices);
  return { session, people, meetings, chats, call, notices };
}
