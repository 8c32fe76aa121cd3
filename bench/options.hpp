#pragma once
#include <map>
#include <string>
#include <vector>

namespace parley::bench {

/// `--name value` pairs of a command line. Unknown names and bad numbers end the program with code 2 and the usage.
class Options {
 public:
  /// `defaults` names every option there is.
  Options(int count, char** words, std::map<std::string, std::string> defaults);

  const std::string& text(const std::string& name) const { return values_.at(name); }
  /// At least `least`.
  int number(const std::string& name, int least = 1) const;
  /// Numbers with commas between them.
  std::vector<int> numbers(const std::string& name, int least = 1) const;

  /// The program: what `program` returns, or 1 and the reason on standard error when it throws.
  int run(int (*program)(const Options&)) const;

 private:
  [[noreturn]] void refuse(const std::string& why) const;
  int read(const std::string& name, const std::string& word, int least) const;
  std::string usage_;
  std::map<std::string, std::string> values_;
};

}  // namespace parley::bench
