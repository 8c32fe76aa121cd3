// Commands about mails: the development mailbox, the queue, the wording.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "domain/mail/mail_queue.hpp"
#include "server/tool_command.hpp"

namespace parley::tool {
namespace {

std::string time_of(Millis at) {
  const std::time_t seconds = at / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", utc);
}

std::string state_of(const domain::StoredMail& mail) {
  if (mail.state == domain::StoredMail::State::kept) return "kept";
  if (mail.state == domain::StoredMail::State::sending) return "being sent";
  return mail.attempts == 0 ? "waiting" : fmt::format("waiting ({})", mail.attempts);
}

void print(const domain::StoredMail& mail, bool html) {
  if (html) {
    std::fputs(mail.mail.html.c_str(), stdout);
    return;
  }
  fmt::print("Number: {}\nState: {}\nDate: {} UTC\nTo: {}\nSubject: {}\n\n{}", mail.number, state_of(mail),
             time_of(mail.created_at), mail.mail.to, mail.mail.subject, mail.mail.text);
}

Result<void> show(Given& given) {
  PARLEY_TRY(const auto database, open_data(given["--data"], false));
  std::vector<domain::StoredMail> mails;
  database->read_and_wait([&](storage::Reader& reader) { mails = domain::MailQueue::list(reader, given["--to"]); });
  const bool html = given.contains("--html");
  if (given.contains("--number")) {
    for (const domain::StoredMail& mail : mails) {
      if (std::to_string(mail.number) == given["--number"]) return print(mail, html), Result<void>();
    }
    return Error{"there is no mail " + given["--number"]};
  }
  if (given.contains("--last") || html) {
    if (mails.empty()) return Error{"there is no mail"};
    print(mails.back(), html);
    return {};
  }
  if (mails.empty()) std::puts("no mails wait or are kept");
  for (const domain::StoredMail& mail : mails) {
    fmt::print("{:>6}  {}  {:<12}  {}  {}\n", mail.number, time_of(mail.created_at), state_of(mail), mail.mail.to,
               mail.mail.subject);
  }
  return {};
}

Result<void> write_templates(Given& given) {
  std::error_code error;
  const std::filesystem::path folder = given["--folder"];
  std::filesystem::create_directories(folder, error);
  if (error) return Error{folder.string() + " cannot be made: " + error.message()};
  for (const auto& [name, content] : domain::MailTemplates::defaults()) {
    const auto file = folder / name;
    if (std::filesystem::exists(file, error)) return Error{file.string() + " is there already and is left as it is"};
    std::ofstream stream(file, std::ios::binary);
    if (!(stream << content).flush()) return Error{file.string() + " cannot be written: " + std::strerror(errno)};
    fmt::print("{}\n", file.string());
  }
  return {};
}

}  // namespace

Command mail() {
  return {"mail",
          "lists mails that wait for delivery or, without a mail server, are kept",
          {data_flag(),
           {"--to", "ADDRESS", "only mails to this address"},
           {"--last", "", "shows the newest one"},
           {"--number", "N", "shows this one"},
           {"--html", "", "shows its page instead of its text"}},
          &show};
}

Command mail_templates() {
  return {"mail templates",
          "writes the wording of all mails into files, to be changed and given to mail.templates",
          {{"--folder", "FOLDER", "where to; made if missing", true}},
          &write_templates};
}

}  // namespace parley::tool
