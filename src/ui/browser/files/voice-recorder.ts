import type { FileSource } from '../../../client/files/conversation-files.ts';
import type { MessageRef, PersonId } from '../../../client/views.ts';
import type { ChatError } from '../../../protocol/errors.ts';
import { strings } from '../../strings/catalogue.ts';
import type { App } from '../app/app.ts';
import { component } from '../components/component.ts';
import { announce } from '../window/live-region.ts';
import { durationText } from './file-text.ts';
import { limitHint } from './limit-hint.ts';
import { barsOf, LOUDEST, toWaveform, viewBoxOf } from './waveform.ts';

/**
 * Containers and codecs, the ones that most browsers play first: all play AAC in MP4. Firefox records Opus
 * only, in Ogg or WebM, which Safari plays from version 18.4 on.
 */
const TYPES = [
  'audio/mp4;codecs=mp4a.40.2',
  'audio/webm;codecs=opus',
  'audio/ogg;codecs=opus',
  'audio/mp4',
];
const EXTENSIONS: Readonly<Record<string, string>> = { mp4: 'm4a', webm: 'webm', ogg: 'ogg' };
/** A voice is clear at this rate, bits per second: 180 kB a minute. */
const BITS = 24_000;
const MEASURE_MS = 50;
/** A longer message is sent as it is then. */
const LONGEST_MS = 15 * 60_000;
/** Bars of the meter. */
const METER = 24;

/** How loud it is, from 0 to 1: the root mean square of the samples, as loud as a voice gets. */
function levelOf(analyser: AnalyserNode, samples: Float32Array<ArrayBuffer>): number {
  analyser.getFloatTimeDomainData(samples);
  const square = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  return Math.min(1, Math.sqrt(square) * 3);
}

/** Measures the level of a stream until it is stopped. */
function measure(stream: MediaStream, note: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => note(levelOf(analyser, samples)), MEASURE_MS);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

const stopped = (recorder: MediaRecorder): Promise<void> =>
  new Promise((resolve) => recorder.addEventListener('stop', () => resolve(), { once: true }));

/** Records a voice message for one conversation: from the permission to the sent file. */
export const createVoiceRecorder = (app: App, peer: PersonId) => {
  const levels: number[] = [];
  const chunks: Blob[] = [];
  let recorder: MediaRecorder | undefined;
  let stopMeasuring = (): void => undefined;
  let began = 0;

  return component({
    isRecording: false,
    /** There is no microphone, or the person does not permit it. */
    isRefused: false,
    ms: 0,
    /** The last levels, the newest at the end, from 0 to 1. */
    meter: [] as readonly number[],

    get meterBox(): string {
      return viewBoxOf(Array(METER).fill(0));
    },
    get meterPath(): string {
      return barsOf(
        this.meter.map((level) => level * LOUDEST),
        0,
        METER,
      );
    },
    get timeText(): string {
      return durationText(this.ms, strings.locale);
    },
    async start(): Promise<void> {
      try {
        const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
        this.record(stream);
      } catch {
        this.isRefused = true;
      }
    },
    record(stream: MediaStream): void {
      const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
      recorder = new MediaRecorder(stream, {
        audioBitsPerSecond: BITS,
        ...(mimeType === undefined ? {} : { mimeType }),
      });
      recorder.addEventListener('dataavailable', ({ data }) => chunks.push(data));
      stopMeasuring = measure(stream, (level) => this.note(level));
      recorder.start();
      began = performance.now();
      this.isRecording = true;
      announce(strings.voice.recording);
    },
    note(level: number): void {
      levels.push(level);
      this.ms = performance.now() - began;
      this.meter = levels.slice(-METER);
      if (this.ms >= LONGEST_MS && recorder?.state === 'recording') recorder.pause();
    },
    /** Ends the recording; nothing of it is left in the microphone. */
    async stop(): Promise<void> {
      stopMeasuring();
      if (recorder === undefined || recorder.state === 'inactive') return;
      const done = stopped(recorder);
      recorder.stop();
      for (const track of recorder.stream.getTracks()) track.stop();
      await done;
      this.isRecording = false;
    },
    async cancel(): Promise<void> {
      await this.stop();
      chunks.length = 0;
      announce(strings.voice.cancelled);
    },
    /** @throws ChatError; then the recording can be sent again */
    async send(answers?: MessageRef): Promise<void> {
      await this.stop();
      const files = await app.chat.files(peer);
      await files.send([this.source()], { answers });
    },
    hintOf: (error: ChatError): string => limitHint(error),
    source(): FileSource {
      const type = recorder?.mimeType.split(';')[0] ?? '';
      const extension = EXTENSIONS[type.split('/')[1] ?? ''] ?? 'bin';
      return {
        name: `${strings.voice.name}.${extension}`,
        type,
        content: new Blob(chunks, { type }),
        duration: Math.round(this.ms),
        waveform: toWaveform(levels),
      };
    },
  });
};

export type VoiceRecorder = ReturnType<typeof createVoiceRecorder>;
