#include "bench/options.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <sstream>
#include <utility>

namespace parley::bench {

Options::Options(int count, char** words, std::map<std::string, std::string> defaults) : values_(std::move(defaults)) {
  usage_ = "usage: " + std::string(words[0]).substr(std::string(words[0]).rfind('/') + 1);
  for (const auto& [name, value] : values_) usage_ += " [--" + name + " " + (value.empty() ? "…" : value) + "]";
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--help") {
      std::printf("%s\n", usage_.c_str());
      std::exit(0);
    }
    const auto found = word.starts_with("--") ? values_.find(word.substr(2)) : values_.end();
    if (found == values_.end()) refuse("unknown option " + word);
    if (++i == count) refuse(word + " needs a value");
    found->second = words[i];
  }
}

int Options::number(const std::string& name, int least) const { return read(name, text(name), least); }

std::vector<int> Options::numbers(const std::string& name, int least) const {
  std::vector<int> numbers;
  std::istringstream words(text(name));
  for (std::string word; std::getline(words, word, ',');) numbers.push_back(read(name, word, least));
  return numbers;
}

int Options::run(int (*program)(const Options&)) const {
  try {
    return program(*this);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
}

int Options::read(const std::string& name, const std::string& word, int least) const {
  int number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size() || number < least) {
    refuse("--" + name + " takes numbers from " + std::to_string(least));
  }
  return number;
}

void Options::refuse(const std::string& why) const {
  std::fprintf(stderr, "%s\n%s\n", why.c_str(), usage_.c_str());
  std::exit(2);
}

}  // namespace parley::bench
