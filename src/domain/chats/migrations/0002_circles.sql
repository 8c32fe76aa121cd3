-- Members of a chat are contacts of each other, but for channels and the chats of meetings (Chat::makes_contacts).
INSERT INTO circle_members (circle, user_id)
  SELECT 'chat:' || c.id, m.user_id FROM chats c JOIN chat_members m ON m.chat_id = c.id
  WHERE c.channel = 0 AND c.room_id = '';
