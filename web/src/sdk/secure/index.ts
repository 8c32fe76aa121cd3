/** Secure chats: keys and ciphertext in the formats of docs/secure-chats.md. Nothing here talks to a server. */
export { ChatKeys, type SecureChatOptions, type SecureInfo, type SecureMember } from './chat_keys';
export { SecureChatError, secureChatsPossible } from './crypto';
export { openFile, sealedSize, sealFile } from './file_cipher';
export { SeenMessages, type MessageContent, type SealedAttachment, type Verdict } from './message_content';
export { fingerprint, SHORTEST_PASSPHRASE, UserKey, type KeptUserKey } from './user_key';
