/** The part of the Shape Detection API that the page uses; TypeScript's library lacks it. */
interface BarcodeDetector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

interface BarcodeDetectorClass {
  new (options: { readonly formats: readonly string[] }): BarcodeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
}

const QR = 'qr_code';

function barcodeDetector(): BarcodeDetectorClass | undefined {
  return Reflect.get(window, 'BarcodeDetector') as BarcodeDetectorClass | undefined;
}

/** Whether this browser can read QR codes with a camera. */
export async function canScan(): Promise<boolean> {
  const formats = await barcodeDetector()?.getSupportedFormats();
  return navigator.mediaDevices !== undefined && formats?.includes(QR) === true;
}

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

async function firstCode(
  video: HTMLVideoElement,
  detector: BarcodeDetector,
  signal: AbortSignal,
): Promise<string | undefined> {
  while (!signal.aborted) {
    const [code] = await detector.detect(video);
    if (code !== undefined) return code.rawValue;
    await nextFrame();
  }
  return undefined;
}

/** The text of the first QR code in front of the camera; `undefined` if there is no permitted camera. */
export async function scanCode(
  video: HTMLVideoElement,
  signal: AbortSignal,
): Promise<string | undefined> {
  const Detector = barcodeDetector();
  if (Detector === undefined) return undefined;
  let stream: MediaStream | undefined;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    video.srcObject = stream;
    await video.play();
    return await firstCode(video, new Detector({ formats: [QR] }), signal);
  } catch {
    return undefined;
  } finally {
    for (const track of stream?.getTracks() ?? []) track.stop();
  }
}
