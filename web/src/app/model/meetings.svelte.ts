import { SvelteMap } from 'svelte/reactivity';
import type { NewMeeting, Participant, SFUMeetingPreview } from '../../sdk';
import type { Session } from './session.svelte';

/** A running meeting of a chat, as seen by somebody who isn't in it. */
export interface RunningMeeting {
  id: string;
  participants: Participant[];
}

/** The running meetings of the user's chats, by chat id. */
export class Meetings {
  readonly running = new SvelteMap<string, RunningMeeting>();

  constructor(session: Session) {
    const { sfu } = session;
    sfu.on('USER_MEETINGS', ({ meetings }: { meetings: SFUMeetingPreview[] }) => {
      for (const meeting of meetings ?? []) this.#put(meeting);
    });
    sfu.on('NEW_MEETING', (meeting: NewMeeting) => this.#put(meeting));
    sfu.on('JOINED_MEETING_SYNC', (event: Participant & { id: string }) => this.joined(event.id, event));
    sfu.on('LEFT_MEETING_SYNC', (event: { id: string; userId: string }) => this.left(event.id, event.userId));
    sfu.on('EVICTED_SYNC', (event: { id: string; userId: string }) => this.left(event.id, event.userId));
    sfu.on('PARTICIPANT_LIST_SYNC', (event: { id: string; participants: Participant[] }) =>
      this.#change(event.id, () => event.participants),
    );
    sfu.on('PARTICIPANT_RENAMED_SYNC', (event: { id: string; userId: string; nickname: string }) =>
      this.#change(event.id, (participants) =>
        participants.map((participant) =>
          participant.userId === event.userId ? { ...participant, name: event.nickname } : participant,
        ),
      ),
    );
    sfu.on('MEETING_ENDED_SYNC', ({ id }: { id: string }) => this.ended(id));
    // Registered before the chats are fetched: their answer is followed by USER_MEETINGS with everything that runs.
    session.onOnline(() => this.running.clear());
    session.onSignedOut(() => this.running.clear());
  }

  /** A meeting this client started or is in; nobody announces it to the connection that is inside. */
  entered(id: string, participants: Participant[]): void {
    this.running.set(id, { id, participants });
  }

  joined(id: string, { userId, name }: Participant): void {
    this.#change(id, (participants) => [
      ...participants.filter((participant) => participant.userId !== userId),
      { userId, name },
    ]);
  }

  left(id: string, userId: string): void {
    this.#change(id, (participants) => participants.filter((participant) => participant.userId !== userId));
  }

  ended(id: string): void {
    this.running.delete(id);
  }

  #put({ id, participants }: Pick<NewMeeting, 'id' | 'participants'>): void {
    const people = (participants ?? []).map(({ userId, nickname }) => ({ userId, name: nickname }));
    this.running.set(id, { id, participants: people });
  }

  #change(id: string, change: (participants: Participant[]) => Participant[]): void {
    const meeting = this.running.get(id);
    if (meeting) this.running.set(id, { ...meeting, participants: change(meeting.participants) });
  }
}
