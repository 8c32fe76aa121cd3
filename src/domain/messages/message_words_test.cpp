#include "domain/messages/message_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::domain {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

bool finds(std::string_view query, std::string_view text) { return word_query(query).found_in(words_of(text)); }

TEST(MessageWords, AreFoldedAndWithoutPunctuation) {
  EXPECT_THAT(words_of("I'm a Needle, 3.14!"), ElementsAre("i'm", "a", "needle", "3.14"));
  EXPECT_THAT(words_of("STRASSE Straße ﬁne"), ElementsAre("strasse", "strasse", "fine"));
  EXPECT_THAT(words_of("Cafe\u0301 CAF\u00c9 cafe"), ElementsAre("cafe", "cafe", "cafe"));
  EXPECT_THAT(words_of(""), IsEmpty());
  EXPECT_THAT(words_of(" .,;\"* \n"), IsEmpty());
}

TEST(MessageWords, AccentsAreFoldedButNotWhatMakesAnotherLetter) {
  EXPECT_THAT(words_of("\u00dcbung Vi\u1ec7t na\u00efve \u0391\u03b8\u03ae\u03bd\u03b1 \u0451\u043b\u043a\u0430"),
              ElementsAre("ubung", "viet", "naive", "\u03b1\u03b8\u03b7\u03bd\u03b1", "\u0435\u043b\u043a\u0430"));
  EXPECT_TRUE(finds("ubung", "Noch eine \u00dcbung"));
  EXPECT_TRUE(finds("\u00dcb*", "noch eine ubung"));
  // Letters of their own, signs of vowels and voiced Kana.
  EXPECT_FALSE(finds("ol", "\u00f8l"));
  EXPECT_FALSE(finds("\u0926\u0928", "\u0926\u093f\u0928"));
  EXPECT_FALSE(finds("\u304b", "\u304c"));
  EXPECT_TRUE(finds("\u304b\u3099", "\u304c"));
}

TEST(MessageWords, BytesThatAreNoTextDoNoHarm) {
  EXPECT_THAT(words_of(std::string_view("\xff\xfe needle \xc3", 11)), testing::Contains("needle"));
  EXPECT_THAT(words_of(std::string_view("a\0b", 3)), ElementsAre("a", "b"));
}

TEST(MessageWords, LongWordsAreCutAtACharacter) {
  std::string word;
  for (int i = 0; i < 5000; ++i) word += "\u0436";
  const auto words = words_of(word);
  ASSERT_EQ(words.size(), 1u);
  EXPECT_EQ(words[0].size(), 128u);
  EXPECT_TRUE(finds(word, "x " + word + " y"));
}

TEST(MessageWords, QueryIsAPhraseOfWholeWords) {
  for (const char* query : {"I'm a needle", "needle", "a needle", "NEEDLE 1", "a, needle!"}) {
    EXPECT_TRUE(finds(query, "I'm a needle 1")) << query;
  }
  for (const char* query : {"a need", "needle a", "I'm needle", "eedle", "needle 2", "", "...", "needle 1 more"}) {
    EXPECT_FALSE(finds(query, "I'm a needle 1")) << query;
  }
}

TEST(MessageWords, StarAsksForABeginning) {
  EXPECT_TRUE(finds("a need*", "I'm a needle"));
  EXPECT_TRUE(finds("needle* ", "I'm a needle"));
  EXPECT_FALSE(finds("eedl*", "I'm a needle"));
  EXPECT_FALSE(finds("I* needle", "I'm a needle"));
  EXPECT_FALSE(finds("*", "I'm a needle"));
}

TEST(MessageWords, AnyScript) {
  struct Case {
    const char *query, *text, *absent;
  };
  for (const Case& c :
       {Case{"CAFÉ crème", "Un café crème", "caf"}, Case{"ПРИВЕТ", "Ну, привет всем", "приве"},
        Case{"ΚΌΣΜΟΣ", "Γεια σου κόσμος!", "κόσμ"}, Case{"بالعالم", "مرحبا بالعالم", "بالعا"},
        Case{"עולם", "שלום עולם", "עול"}, Case{"दुनिया", "नमस्ते दुनिया", "दुनि"}, Case{"ภาษา", "ฉันเรียน ภาษา ไทย", "ภา"},
        Case{"京都", "東京都に行く", "京東"}, Case{"行く", "東京都に行く", "くい"},
        Case{"カタカナ", "これはカタカナです", "カナカタ"}, Case{"서울", "오늘 서울에서 만나요", "울서"},
        Case{"天气", "今天天气很好", "天很"}, Case{"🎉", "well done 🎉🎉", "🙈"}}) {
    EXPECT_TRUE(finds(c.query, c.text)) << c.query << " in " << c.text;
    EXPECT_FALSE(finds(c.absent, c.text)) << c.absent << " in " << c.text;
  }
}

}  // namespace
}  // namespace parley::domain
