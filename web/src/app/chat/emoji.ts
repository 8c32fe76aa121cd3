export interface Emoji {
  text: string;
  /** What it is found by. */
  words: string;
}

/** One click away. */
export const QUICK = ['👍', '❤️', '😂', '🎉', '😮', '😢'];

const list = (lines: string): Emoji[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [text, ...words] = line.trim().split(' ');
      return { text: text!, words: words.join(' ') };
    });

export const CATEGORIES: { name: string; emoji: Emoji[] }[] = [
  {
    name: 'Faces',
    emoji: list(`
      😀 grin happy smile
      😄 laugh happy smile
      😁 beam grin
      😂 tears of joy laugh
      🤣 rolling laugh
      😊 blush smile
      🙂 slight smile
      🙃 upside down
      😉 wink
      😍 heart eyes love
      🥰 hearts love
      😘 kiss
      😎 cool sunglasses
      🤓 nerd
      🤔 thinking hmm
      🤨 raised eyebrow
      😐 neutral
      🙄 rolling eyes
      😏 smirk
      😬 grimace
      😴 sleep tired
      🤒 sick ill
      🤯 mind blown
      🥳 party celebrate
      😮 surprised wow
      😱 scream shock
      😳 flushed
      😢 sad cry
      😭 sob cry
      😤 steam proud
      😡 angry
      🤬 swear angry
      😇 angel
      🤗 hug
      🫡 salute
      🤷 shrug
      🤦 facepalm
      🙈 see no evil monkey`),
  },
  {
    name: 'Hands and hearts',
    emoji: list(`
      👍 thumbs up yes good +1
      👎 thumbs down no bad -1
      👏 clap applause
      🙌 raised hands hooray
      🙏 thanks please pray
      🤝 handshake deal
      👋 wave hello bye
      ✋ raised hand stop
      👌 ok fine
      ✌️ victory peace
      🤞 fingers crossed luck
      🤘 rock horns
      👉 point right
      👈 point left
      👆 point up this
      👇 point down
      💪 strong muscle
      ✍️ writing
      👀 eyes look
      🧠 brain
      ❤️ heart love red
      🧡 heart orange
      💛 heart yellow
      💚 heart green
      💙 heart blue
      💜 heart purple
      🖤 heart black
      💔 broken heart
      💯 hundred perfect`),
  },
  {
    name: 'Things',
    emoji: list(`
      🎉 party tada celebrate
      🎂 cake birthday
      🎁 gift present
      🏆 trophy win
      🥇 gold medal first
      ☕ coffee break
      🍺 beer
      🍕 pizza lunch
      🍎 apple
      🌍 world earth
      ☀️ sun
      🌧️ rain
      🔥 fire hot
      ⭐ star
      ✨ sparkles new
      ⚡ lightning fast
      🚀 rocket ship launch
      🚗 car
      🏠 home house
      💻 laptop computer
      📱 phone
      📎 paperclip attach
      📌 pin
      📅 calendar date
      📈 chart up
      📉 chart down
      🔒 lock secure
      🔑 key
      🔧 wrench fix
      🐛 bug
      💡 idea bulb
      ⏰ alarm clock time
      📣 megaphone announce
      🎵 music
      🐶 dog
      🐱 cat`),
  },
  {
    name: 'Signs',
    emoji: list(`
      ✅ check done yes
      ☑️ checked box
      ❌ cross no wrong
      ❓ question
      ❗ exclamation important
      ⚠️ warning
      🚫 forbidden no
      🔴 red circle
      🟡 yellow circle
      🟢 green circle
      ➕ plus
      ➖ minus
      ➡️ arrow right
      ⬅️ arrow left
      🔁 repeat again
      🆗 ok
      🆕 new
      🔜 soon
      💤 sleep zzz`),
  },
];

/** All categories, or one with what the words find. */
export function findEmoji(query: string): { name: string; emoji: Emoji[] }[] {
  const words = query.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return CATEGORIES;
  const found = CATEGORIES.flatMap(({ emoji }) => emoji).filter((entry) =>
    words.every((word) => entry.text === word || entry.words.split(' ').some((known) => known.startsWith(word))),
  );
  return found.length > 0 ? [{ name: 'Found', emoji: found }] : [];
}
