import { Activity } from './activity';
import { Alerts } from './alerts.svelte';
import { Call } from './call.svelte';
import { Channels } from './channels.svelte';
import { Chats } from './chats.svelte';
import { Files } from './files.svelte';
import { Meetings } from './meetings.svelte';
import { Notices } from './notices.svelte';
import { People } from './people.svelte';
import { Profile } from './profile.svelte';
import { BrowserKeyStore } from './secure/key_store';
import { Secrets } from './secure/secrets';
import { Session } from './session.svelte';
import { SpaceActions } from './space_actions';
import { Spaces } from './spaces.svelte';

/** Everything the screens show and use. */
export interface AppModel {
  session: Session;
  profile: Profile;
  people: People;
  secrets: Secrets;
  meetings: Meetings;
  chats: Chats;
  channels: Channels;
  spaces: Spaces;
  spaceActions: SpaceActions;
  call: Call;
  notices: Notices;
  files: Files;
  alerts: Alerts;
  activity: Activity;
}

export function createApp(url: string): AppModel {
  const notices = new Notices();
  const session = new Session(url);
  const profile = new Profile(session);
  const people = new People(session, profile);
  const secrets = new Secrets(session, people, new BrowserKeyStore());
  // Before chats and spaces: the list of running meetings is cleared before their answers bring the new one.
  const meetings = new Meetings(session);
  const chats = new Chats(session, people, secrets);
  const channels = new Channels(session, chats);
  const spaces = new Spaces(session, people);
  const spaceActions = new SpaceActions(session, spaces);
  const files = new Files(session);
  const alerts = new Alerts(session, chats, spaces, people, profile);
  const call = new Call(session, meetings, notices);
  const activity = watchActivity(session, profile, call);
  return {
    session,
    profile,
    people,
    secrets,
    meetings,
    chats,
    channels,
    spaces,
    spaceActions,
    call,
    notices,
    files,
    alerts,
    activity,
  };
}

/** Tells the server whether somebody is at this device. */
function watchActivity(session: Session, profile: Profile, call: Call): Activity {
  // A new connection counts as active; a lost answer is caught up by the next change or login.
  const tell = () => void session.sfu.updateActivityStatus(activity.active).catch(() => {});
  const activity = new Activity({
    busy: () => call.active,
    changed: (active) => {
      profile.idle = !active;
      if (session.phase === 'online') tell();
    },
  });
  activity.watch();
  session.onOnline(() => {
    if (!activity.active) tell();
  });
  return activity;
}
