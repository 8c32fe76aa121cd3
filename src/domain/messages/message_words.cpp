#include "domain/messages/message_words.hpp"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace parley::domain {
namespace {

constexpr std::size_t kMaxWord = 128;  // bytes

struct CloseBreaks {
  void operator()(UBreakIterator* breaks) const { ubrk_close(breaks); }
};
using Breaks = std::unique_ptr<UBreakIterator, CloseBreaks>;

/// Opening one reads tables, so each thread keeps its own.
UBreakIterator* word_breaks() {
  thread_local const Breaks breaks = [] {
    UErrorCode status = U_ZERO_ERROR;
    Breaks opened(ubrk_open(UBRK_WORD, "", nullptr, 0, &status));
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no rules for words");
    return opened;
  }();
  return breaks.get();
}

/// As UTF-16; bytes that are no UTF-8 become U+FFFD.
std::u16string wide(std::string_view text) {
  std::u16string wide(text.size() + 1, u'\0');
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t size = 0;
  u_strFromUTF8WithSub(wide.data(), static_cast<std::int32_t>(wide.size()), &size, text.data(),
                       static_cast<std::int32_t>(text.size()), 0xFFFD, nullptr, &status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU can't read text");
  wide.resize(static_cast<std::size_t>(size));
  return wide;
}

std::u16string normalized(const std::u16string& text, const UNormalizer2* (*form)(UErrorCode*)) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* normalizer = form(&status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU can't fold");
  std::u16string result(text.size() + 16, u'\0');
  while (true) {
    status = U_ZERO_ERROR;
    const std::int32_t needed = unorm2_normalize(normalizer, text.data(), static_cast<std::int32_t>(text.size()),
                                                 result.data(), static_cast<std::int32_t>(result.size()), &status);
    const bool fits = status != U_BUFFER_OVERFLOW_ERROR;
    if (fits && U_FAILURE(status)) throw std::runtime_error("ICU can't fold");
    result.resize(static_cast<std::size_t>(needed));
    if (fits) return result;
  }
}

/// Unicode's blocks of accents for any letter. Marks of single scripts, the vowels of Devanagari or the dots of Kana,
/// make other letters: they stay.
bool accent(char16_t unit) {
  return (unit >= 0x0300 && unit <= 0x036F) || (unit >= 0x1AB0 && unit <= 0x1AFF) ||
         (unit >= 0x1DC0 && unit <= 0x1DFF) || (unit >= 0x20D0 && unit <= 0x20FF);
}

/// Without differences of case, compatibility form and accents.
std::u16string fold(std::string_view text) {
  std::u16string folded = normalized(wide(text), unorm2_getNFKCCasefoldInstance);
  if (std::all_of(folded.begin(), folded.end(), [](char16_t unit) { return unit < 0x80; })) return folded;
  folded = normalized(folded, unorm2_getNFDInstance);
  std::erase_if(folded, accent);
  return normalized(folded, unorm2_getNFCInstance);
}

bool word_by_itself(UChar32 character) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(character, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO:
      return true;
    default:
      return false;
  }
}

bool emoji(UChar32 character) {
  return u_hasBinaryProperty(character, UCHAR_EXTENDED_PICTOGRAPHIC) != 0 ||
         u_hasBinaryProperty(character, UCHAR_REGIONAL_INDICATOR) != 0;
}

void add(std::vector<std::string>& words, std::u16string_view wide) {
  if (wide.empty()) return;
  wide = wide.substr(0, kMaxWord);
  std::string word(wide.size() * 3, '\0');
  std::int32_t size = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strToUTF8WithSub(word.data(), static_cast<std::int32_t>(word.size()), &size, wide.data(),
                     static_cast<std::int32_t>(wide.size()), 0xFFFD, nullptr, &status);
  word.resize(static_cast<std::size_t>(size));
  if (word.size() > kMaxWord) {
    std::size_t end = kMaxWord;
    while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) --end;
    word.resize(end);
  }
  words.push_back(std::move(word));
}

/// A stretch without a word boundary inside. Characters that are words by themselves are taken out of it: dictionaries
/// would cut the same characters differently in other company.
void split(std::vector<std::string>& words, std::u16string_view stretch) {
  std::size_t begin = 0;
  std::int32_t at = 0;
  const auto size = static_cast<std::int32_t>(stretch.size());
  while (at < size) {
    const std::int32_t from = at;
    UChar32 character = 0;
    U16_NEXT(stretch.data(), at, size, character);
    if (!word_by_itself(character)) continue;
    add(words, stretch.substr(begin, static_cast<std::size_t>(from) - begin));
    add(words, stretch.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(at - from)));
    begin = static_cast<std::size_t>(at);
  }
  add(words, stretch.substr(begin));
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  const std::u16string folded = fold(text);
  UBreakIterator* breaks = word_breaks();
  UErrorCode status = U_ZERO_ERROR;
  ubrk_setText(breaks, folded.data(), static_cast<std::int32_t>(folded.size()), &status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU can't find words");
  std::int32_t begin = ubrk_first(breaks);
  for (std::int32_t end = ubrk_next(breaks); end != UBRK_DONE; begin = end, end = ubrk_next(breaks)) {
    const std::u16string_view stretch =
        std::u16string_view(folded).substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    if (ubrk_getRuleStatus(breaks) >= UBRK_WORD_NONE_LIMIT) {
      split(words, stretch);
      continue;
    }
    UChar32 first = 0;
    U16_GET(stretch.data(), 0, 0, static_cast<std::int32_t>(stretch.size()), first);
    if (emoji(first)) add(words, stretch);
  }
  // The iterator must not keep looking at what ends here.
  ubrk_setText(breaks, u"", 0, &status);
  return words;
}

bool WordQuery::found_in(const std::vector<std::string>& text) const {
  if (words.empty() || text.size() < words.size()) return false;
  for (std::size_t at = 0; at + words.size() <= text.size(); ++at) {
    const auto begin = text.begin() + static_cast<std::ptrdiff_t>(at);
    if (!std::equal(words.begin(), words.end() - 1, begin)) continue;
    const std::string& last = text[at + words.size() - 1];
    if (prefix ? last.starts_with(words.back()) : last == words.back()) return true;
  }
  return false;
}

WordQuery word_query(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\t')) text.remove_suffix(1);
  WordQuery query;
  query.prefix = text.ends_with('*');
  while (text.ends_with('*')) text.remove_suffix(1);
  query.words = words_of(text);
  return query;
}

}  // namespace parley::domain
