/** What of the Shape Detection API is used; TypeScript's library has none of it. */
export interface BarcodeDetector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

interface BarcodeDetectorClass {
  new (options: { readonly formats: readonly string[] }): BarcodeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
}

export const QR = 'qr_code';

export function barcodeDetector(): BarcodeDetectorClass | undefined {
  return Reflect.get(window, 'BarcodeDetector') as BarcodeDetectorClass | undefined;
}

/** Whether this browser reads QR codes, and has a camera that can be asked for. */
export async function canScan(): Promise<boolean> {
  const formats = await barcodeDetector()?.getSupportedFormats();
  return navigator.mediaDevices !== undefined && formats?.includes(QR) === true;
}
