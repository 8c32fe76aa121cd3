#pragma once
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace parley::bench {

using Time = std::chrono::steady_clock::time_point;

inline double milliseconds_between(Time from, Time to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

/// Durations in milliseconds. Thread-safe.
class Samples {
 public:
  explicit Samples(std::size_t expected = 0) { values_.reserve(expected); }
  void add(double milliseconds) {
    const std::lock_guard lock(mutex_);
    values_.push_back(milliseconds);
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return values_.size();
  }
  /// The smallest value that `share` (0 to 1) of all values don't exceed; 0 when there are none.
  double percentile(double share);

 private:
  mutable std::mutex mutex_;
  std::vector<double> values_;
  std::size_t sorted_ = 0;
};

/// The middle one, or the mean of the two in the middle; 0 when there are none.
double median(std::vector<double> values);

/// One row per case, one column per figure; each cell is the median over the rounds.
class Table {
 public:
  struct Column {
    std::string title;
    int decimals;
  };
  Table(std::string case_title, std::vector<Column> columns)
      : case_title_(std::move(case_title)), columns_(std::move(columns)) {}
  /// A round's figures, in the order of the columns.
  void add(const std::string& case_name, const std::vector<double>& figures);
  /// Markdown.
  std::string text() const;

 private:
  struct Row {
    std::string name;
    std::vector<std::vector<double>> figures;  ///< by column, then round
  };
  std::string case_title_;
  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace parley::bench
