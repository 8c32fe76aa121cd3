#include "bench/samples.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace parley::bench {
namespace {

/// 1234567.8 as "1 234 568".
std::string grouped(double value, int decimals) {
  char digits[64];
  std::snprintf(digits, sizeof digits, "%.*f", decimals, value);
  std::string text = digits;
  const auto point = text.find('.');
  const auto end = static_cast<std::ptrdiff_t>(point == std::string::npos ? text.size() : point);
  for (std::ptrdiff_t at = end - 3; at > 0 && text[static_cast<std::size_t>(at - 1)] != '-'; at -= 3) {
    text.insert(static_cast<std::size_t>(at), " ");
  }
  return text;
}

}  // namespace

double Samples::percentile(double share) {
  const std::lock_guard lock(mutex_);
  if (values_.empty()) return 0;
  if (sorted_ != values_.size()) {
    std::sort(values_.begin(), values_.end());
    sorted_ = values_.size();
  }
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values_.size())));
  return values_[std::clamp<std::size_t>(rank, 1, values_.size()) - 1];
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void Table::add(const std::string& case_name, const std::vector<double>& figures) {
  auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& one) { return one.name == case_name; });
  if (row == rows_.end())
    row = rows_.insert(rows_.end(), {case_name, std::vector<std::vector<double>>(columns_.size())});
  for (std::size_t i = 0; i < columns_.size(); ++i) row->figures[i].push_back(figures.at(i));
}

std::string Table::text() const {
  std::string out = "| " + case_title_;
  std::string rule = "|---";
  for (const Column& column : columns_) {
    out += " | " + column.title;
    rule += "|---:";
  }
  out += " |\n" + rule + "|\n";
  for (const Row& row : rows_) {
    out += "| " + row.name;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      out += " | " + grouped(median(row.figures[i]), columns_[i].decimals);
    out += " |\n";
  }
  return out;
}

}  // namespace parley::bench
