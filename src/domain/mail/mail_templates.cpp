#include "domain/mail/mail_templates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "base/html.hpp"
#include "domain/mail/default_templates.hpp"

namespace parley::domain {
namespace {

constexpr std::string_view sign_up = "sign_up";
constexpr std::string_view reset_password = "reset_password";
constexpr std::string_view new_device = "new_device";

constexpr std::string_view subject_mark = "Subject:";
constexpr std::size_t max_file_bytes = 256u << 10;
/// A value is a name or a link; more would only serve who wants to put his own text into our mail.
constexpr std::size_t max_value_bytes = 1024;

bool known_placeholder(std::string_view name, std::string_view placeholder) {
  for (const std::string_view known : {"username", "link", "valid_for", "server"}) {
    if (placeholder == known) return true;
  }
  return name == new_device && placeholder == "device";
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

/// Calls `plain` with each piece of text and `placeholder` with each name, in order. False: a "{{" is not closed.
template <class Plain, class Placeholder>
bool walk(std::string_view text, const Plain& plain, const Placeholder& placeholder) {
  while (true) {
    const auto open = text.find("{{");
    plain(text.substr(0, open));
    if (open == std::string_view::npos) return true;
    const auto close = text.find("}}", open);
    if (close == std::string_view::npos) return false;
    placeholder(trimmed(text.substr(open + 2, close - open - 2)));
    text.remove_prefix(close + 2);
  }
}

Result<void> check_placeholders(std::string_view name, std::string_view file, std::string_view text, bool needs_link) {
  std::string unknown;
  bool has_link = false;
  const bool closed = walk(
      text, [](std::string_view) {},
      [&](std::string_view placeholder) {
        has_link = has_link || placeholder == "link";
        if (unknown.empty() && !known_placeholder(name, placeholder)) unknown = placeholder;
      });
  if (!closed) return Error{fmt::format("mail template {}: a '{{{{' has no '}}}}'", file)};
  if (!unknown.empty())
    return Error{fmt::format("mail template {}: there is no placeholder {{{{{}}}}}", file, unknown)};
  if (needs_link && !has_link)
    return Error{fmt::format("mail template {}: the placeholder {{{{link}}}} is missing", file)};
  return {};
}

/// Of one line, and of sane length (cut between characters).
std::string one_line(std::string_view value) {
  std::string out(value.substr(0, max_value_bytes));
  if (value.size() > max_value_bytes) {
    while (!out.empty() && (out.back() & '\xC0') == '\x80') out.pop_back();
    if (!out.empty()) out.pop_back();
  }
  for (char& letter : out) {
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) letter = ' ';
  }
  return out;
}

std::string filled(std::string_view text, const std::map<std::string_view, std::string>& values, bool html) {
  std::string out;
  walk(
      text, [&](std::string_view plain) { out += plain; },
      [&](std::string_view placeholder) {
        const std::string& value = values.at(placeholder);
        out += html ? html_escaped(value) : value;
      });
  return out;
}

std::string in_words(std::chrono::milliseconds time) {
  const auto count = [](std::int64_t number, std::string_view unit) {
    return fmt::format("{} {}{}", number, unit, number == 1 ? "" : "s");
  };
  const std::int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
  if (seconds >= 48 * 3600) return count(seconds / 86400, "day");
  if (seconds >= 2 * 3600) return count(seconds / 3600, "hour");
  if (seconds >= 120) return count(seconds / 60, "minute");
  return count(seconds, "second");
}

std::string_view host_of(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  return url.substr(0, url.find_first_of("/?#"));
}

Result<std::string> content_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::stringstream content;
  if (!stream || !(content << stream.rdbuf())) {
    return Error{fmt::format("mail template {}: cannot be read: {}", file.string(), std::strerror(errno))};
  }
  if (content.view().size() > max_file_bytes) {
    return Error{fmt::format("mail template {}: is larger than 256 KiB", file.string())};
  }
  return content.str();
}

}  // namespace

std::vector<std::pair<std::string, std::string_view>> MailTemplates::defaults() { return default_mail_templates(); }

MailTemplates::MailTemplates() {
  std::map<std::string, std::string_view> files;
  for (const auto& [name, content] : defaults()) files[name] = content;
  for (const std::string_view name : {sign_up, reset_password, new_device}) {
    const std::string text_file = std::string(name) + ".txt";
    auto form = parse(name, files[text_file], files[std::string(name) + ".html"]);
    if (!form) throw std::logic_error(text_file + ": " + form.error().text);
    forms_.emplace(name, std::move(*form));
  }
}

Result<MailTemplates> MailTemplates::load(const std::string& folder) {
  MailTemplates templates;
  std::error_code error;
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".txt" && extension != ".html") continue;
    if (!templates.forms_.contains(entry.path().stem().string())) {
      return Error{fmt::format("mail template {}: there is no mail of that name; there are {}, {} and {}",
                               entry.path().string(), sign_up, reset_password, new_device)};
    }
    PARLEY_TRY(files[entry.path().filename().string()], content_of(entry.path()));
  }
  if (error) return Error{fmt::format("the folder of mail templates {} cannot be read: {}", folder, error.message())};
  for (auto& [name, form] : templates.forms_) {
    const auto text = files.find(name + ".txt"), html = files.find(name + ".html");
    if (text == files.end() && html == files.end()) continue;
    if (text == files.end()) {
      return Error{
          fmt::format("mail template {}/{}.html: {}.txt, which holds the subject, is missing", folder, name, name)};
    }
    PARLEY_TRY(form, parse(name, text->second, html == files.end() ? "" : std::string_view(html->second)));
  }
  return templates;
}

Result<MailTemplates::Form> MailTemplates::parse(std::string_view name, std::string_view text, std::string_view html) {
  const std::string text_file = fmt::format("{}.txt", name), html_file = fmt::format("{}.html", name);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto end = text.find('\n');
  const std::string_view first = text.substr(0, end);
  if (end == std::string_view::npos || !first.starts_with(subject_mark) ||
      trimmed(first.substr(subject_mark.size())).empty()) {
    return Error{fmt::format("mail template {}: the first line has to be 'Subject: ' and the subject", text_file)};
  }
  Form form;
  form.subject = trimmed(first.substr(subject_mark.size()));
  text.remove_prefix(end + 1);
  while (text.starts_with('\n') || text.starts_with("\r\n")) text.remove_prefix(text.front() == '\r' ? 2 : 1);
  form.text = text;
  form.html = html;
  PARLEY_CHECK(check_placeholders(name, text_file, form.subject, false));
  PARLEY_CHECK(check_placeholders(name, text_file, form.text, true));
  if (!html.empty()) PARLEY_CHECK(check_placeholders(name, html_file, form.html, true));
  // A subject is seen by everybody who passes, on locked screens too.
  bool secret = false;
  walk(
      form.subject, [](std::string_view) {}, [&](std::string_view placeholder) { secret |= placeholder == "link"; });
  if (secret) {
    return Error{fmt::format("mail template {}: the subject can't hold {{{{link}}}}", text_file)};
  }
  return form;
}

Mail MailTemplates::make(std::string_view name, std::string to, const MailLink& link, Values values) const {
  const Form& form = forms_.find(name)->second;
  values["link"] = one_line(link.url);
  values["server"] = host_of(values["link"]);
  values["valid_for"] = in_words(link.lifetime);
  return {.to = std::move(to),
          .subject = filled(form.subject, values, false),
          .text = filled(form.text, values, false),
          .html = filled(form.html, values, true),
          .useful_for = std::min<std::chrono::milliseconds>(link.lifetime, std::chrono::hours(24))};
}

Mail MailTemplates::sign_up_mail(std::string to, std::string_view username, const MailLink& link) const {
  return make(sign_up, std::move(to), link, {{"username", one_line(username)}});
}

Mail MailTemplates::reset_password_mail(std::string to, std::string_view username, const MailLink& link) const {
  return make(reset_password, std::move(to), link, {{"username", one_line(username)}});
}

Mail MailTemplates::new_device_mail(std::string to, std::string_view username, const MailLink& link,
                                    std::string_view device) const {
  return make(new_device, std::move(to), link,
              {{"username", one_line(username)}, {"device", device.empty() ? "unknown" : one_line(device)}});
}

}  // namespace parley::domain
