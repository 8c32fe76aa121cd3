#include "transport/multipart.hpp"

#include <algorithm>

namespace parley::transport {
namespace {

constexpr std::size_t kLongestBoundary = 70;  // RFC 2046 section 5.1.1
constexpr std::size_t kMostHeaderBytes = 8'192;
constexpr int kMostParts = 100;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Reads "word; name=value; name="value"": the word, or one of its parameters.
class HeaderValue {
 public:
  explicit HeaderValue(std::string_view text) : text_(text) {}
  std::string_view word() const { return trimmed(text_.substr(0, text_.find(';'))); }
  std::optional<std::string> parameter(std::string_view wanted) const {
    std::size_t at = text_.find(';');
    while (at != std::string_view::npos && at < text_.size()) {
      const std::size_t equals = text_.find('=', at);
      if (equals == std::string_view::npos) return std::nullopt;
      const std::string_view name = trimmed(text_.substr(at + 1, equals - at - 1));
      at = equals + 1;
      std::string value = at < text_.size() && text_[at] == '"' ? quoted(at) : plain(at);
      if (same(name, wanted)) return value;
      at = text_.find(';', at);
    }
    return std::nullopt;
  }

 private:
  std::string quoted(std::size_t& at) const {
    std::string value;
    for (++at; at < text_.size() && text_[at] != '"'; ++at) {
      // Browsers escape nothing but write %22; others write \".
      if (text_[at] == '\\' && at + 1 < text_.size() && (text_[at + 1] == '"' || text_[at + 1] == '\\')) ++at;
      value += text_[at];
    }
    return value;
  }
  std::string plain(std::size_t& at) const {
    const std::size_t end = std::min(text_.find(';', at), text_.size());
    const std::string_view value = trimmed(text_.substr(at, end - at));
    at = end;
    return std::string(value);
  }

  const std::string_view text_;
};

/// The Content-Disposition among a part's header lines.
std::optional<std::string_view> disposition_of(std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find("\r\n"), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(lines.size(), end + 2));
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && same(trimmed(line.substr(0, colon)), "content-disposition")) {
      return line.substr(colon + 1);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<FormPart> find_form_part(std::string_view content_type, std::string_view body, std::string_view name) {
  const HeaderValue type(content_type);
  const auto boundary = type.parameter("boundary");
  if (!same(type.word(), "multipart/form-data") || !boundary || boundary->empty() ||
      boundary->size() > kLongestBoundary) {
    return std::nullopt;
  }
  const std::string delimiter = "\r\n--" + *boundary;
  // The first delimiter may be the very beginning; before it anything may stand.
  std::size_t at = 0;
  if (body.starts_with(std::string_view(delimiter).substr(2))) {
    at = delimiter.size() - 2;
  } else {
    at = body.find(delimiter);
    if (at == std::string_view::npos) return std::nullopt;
    at += delimiter.size();
  }
  for (int part = 0; part < kMostParts; ++part) {
    while (at < body.size() && (body[at] == ' ' || body[at] == '\t')) ++at;
    if (body.substr(at, 2) != "\r\n") return std::nullopt;  // "--": the end
    at += 2;
    // A part without headers begins with their empty line at once.
    const std::size_t headers_end =
        body.substr(at, 2) == "\r\n" ? at : body.substr(0, at + kMostHeaderBytes).find("\r\n\r\n", at);
    if (headers_end == std::string_view::npos) return std::nullopt;
    const std::string_view headers = body.substr(at, headers_end - at);
    const std::size_t begin = headers_end + (headers.empty() ? 2 : 4);
    // The delimiter may share its line break with the empty line, when the content is empty.
    const std::size_t end = body.find(delimiter, begin - 2);
    if (end == std::string_view::npos) return std::nullopt;
    if (const auto disposition = disposition_of(headers)) {
      const HeaderValue value(*disposition);
      if (same(value.word(), "form-data") && value.parameter("name") == name) {
        return FormPart{value.parameter("filename").value_or(""),
                        end < begin ? std::string_view{} : body.substr(begin, end - begin)};
      }
    }
    at = end + delimiter.size();
  }
  return std::nullopt;
}

}  // namespace parley::transport
