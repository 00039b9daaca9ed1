/** What of the Shape Detection API is used; TypeScript's library has none of it. */
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

/** Whether this browser reads QR codes, and has a camera that can be asked for. */
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

/** The text of the first QR code that the camera sees; nothing without a camera that may be used. */
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
