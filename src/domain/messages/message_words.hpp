#pragma once
// Texts as the words that searching knows. Pure; any thread.
#include <string>
#include <string_view>
#include <vector>

namespace parley::domain {

/// The words of a UTF-8 text, in order, by Unicode's rules for word boundaries: letter case, compatibility forms and
/// accents are folded, punctuation is left out. Scripts that write no spaces (Han, Kana) and Hangul, which joins
/// particles to words, give each character as a word of its own: words side by side then find any part of such a text,
/// however short, which pairs of characters would not. Emoji are words. Very long words are cut.
std::vector<std::string> words_of(std::string_view text);

/// What somebody looks for: words side by side, in this order.
struct WordQuery {
  std::vector<std::string> words;
  bool prefix = false;  ///< the last one is only the beginning of a word

  bool found_in(const std::vector<std::string>& text) const;
};

/// A `*` at the end of the text asks for words that begin with the last one.
WordQuery word_query(std::string_view text);

}  // namespace parley::domain
