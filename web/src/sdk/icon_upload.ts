/**
 * Sends a picture to an address of `UPLOAD_ICON`, which authorizes by itself. Returns the address it is served under;
 * throws an `Error` with the server's words.
 */
export async function uploadIcon(url: string, icon: File): Promise<string> {
  const form = new FormData();
  const type = icon.type || 'application/octet-stream';
  form.append('file', icon.type ? icon : new Blob([icon], { type }), icon.name);
  let response: Response;
  try {
    response = await fetch(url, { method: 'POST', body: form, credentials: 'omit' });
  } catch {
    throw new Error('The picture could not be uploaded.');
  }
  if (!response.ok) throw new Error((await response.text().catch(() => '')) || `Upload failed (${response.status})`);
  return ((await response.json()) as { url: string }).url;
}
