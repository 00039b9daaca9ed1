/** Two short tones, a fourth apart: frequency in Hz, and when each begins, s. */
const TONES = [
  { frequency: 660, at: 0 },
  { frequency: 880, at: 0.12 },
] as const;
const TONE_S = 0.25;
const VOLUME = 0.15;
/** However many messages arrive, it is played this often at most, ms. */
const PAUSE_MS = 3_000;

let context: AudioContext | undefined;
let played = Number.NEGATIVE_INFINITY;

/** Plays the sound of a new message, unless it has just been played. It is generated, so there is no file. */
export function playSound(): void {
  const now = performance.now();
  if (now - played < PAUSE_MS) return;
  played = now;
  context ??= new AudioContext();
  // Browsers play nothing on a page that the user has not touched yet.
  if (context.state === 'suspended') void context.resume();
  for (const { frequency, at } of TONES) {
    const start = context.currentTime + at;
    const gain = new GainNode(context, { gain: VOLUME });
    gain.gain.setTargetAtTime(0, start + TONE_S / 4, TONE_S / 4);
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(start + TONE_S);
  }
}
