import { INSECURE_PAGE, mediaProblem, type MediaProblem } from './media_errors';

const VIDEO: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
};
const AUDIO: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export interface Wanted {
  audio: boolean;
  video: boolean;
}

/** Camera, microphone and screen of this device, and what went wrong with them. */
export class LocalMedia {
  microphone = $state.raw<MediaStreamTrack | null>(null);
  camera = $state.raw<MediaStreamTrack | null>(null);
  screen = $state.raw<MediaStreamTrack | null>(null);
  problem = $state.raw<MediaProblem | null>(null);

  /** Asks for what is wanted. What could be had is kept even when something else could not; false tells of that. */
  async open({ audio, video }: Wanted): Promise<boolean> {
    this.problem = null;
    const wantAudio = audio && !this.microphone;
    const wantVideo = video && !this.camera;
    if (!wantAudio && !wantVideo) return true;
    if (!navigator.mediaDevices?.getUserMedia) {
      this.problem = INSECURE_PAGE;
      return false;
    }
    const both = await this.#get(wantAudio, wantVideo);
    if (both === null) return true;
    if (!wantAudio || !wantVideo) {
      this.problem = mediaProblem(both, wantVideo ? 'camera' : 'microphone');
      return false;
    }
    // One missing device fails the request for both: find out which one it is.
    const audioError = await this.#get(true, false);
    const videoError = await this.#get(false, true);
    if (audioError === null && videoError === null) return true;
    if (audioError && videoError) this.problem = mediaProblem(both, 'camera and microphone');
    else if (audioError) this.problem = mediaProblem(audioError, 'microphone');
    else this.problem = mediaProblem(videoError, 'camera');
    return false;
  }

  /** False when the user changed his mind in the browser's dialog, or it failed. */
  async openScreen(): Promise<boolean> {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false });
      this.screen = stream.getVideoTracks()[0] ?? null;
      return this.screen !== null;
    } catch (error) {
      // Closing the dialog is reported like a refusal and is no problem to talk about.
      if (!(error instanceof DOMException && error.name === 'NotAllowedError')) {
        this.problem = mediaProblem(error, 'screen');
      }
      return false;
    }
  }

  /** Stops the camera, so that its light goes off. */
  closeCamera(): void {
    this.camera?.stop();
    this.camera = null;
  }

  closeScreen(): void {
    this.screen?.stop();
    this.screen = null;
  }

  close(): void {
    this.microphone?.stop();
    this.microphone = null;
    this.closeCamera();
    this.closeScreen();
  }

  /** Null on success, else what went wrong. */
  async #get(audio: boolean, video: boolean): Promise<unknown> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: audio ? AUDIO : false,
        video: video ? VIDEO : false,
      });
      if (audio) this.microphone = stream.getAudioTracks()[0] ?? null;
      if (video) this.camera = stream.getVideoTracks()[0] ?? null;
      return null;
    } catch (error) {
      return error ?? new Error('unknown');
    }
  }
}
