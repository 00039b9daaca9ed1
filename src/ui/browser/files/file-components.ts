/**
 * Photos, files and voice messages: a chunk of its own, which loads when the first file is chosen or
 * shown.
 */
export { pictureAlbum } from './album.ts';
export { withAlbums } from './albums.ts';
export { fileMessage } from './file-message.ts';
export { pictureViewer } from './picture-viewer.ts';
export { arePictures } from './prepared-file.ts';
export { quotedFile } from './quoted-file.ts';
export { storageUse } from './storage-use.ts';
export { transferLine } from './transfer-line.ts';
export { createTray } from './tray.ts';
export { voicePlayer } from './voice-player.ts';
export { createVoiceRecorder } from './voice-recorder.ts';
