#include "tests/harness/mail_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <stdexcept>
#include <thread>

#include "tests/harness/source_folder.hpp"

namespace parley::test {
namespace {

const std::string harness = (source_folder() / "tests/harness/").string();

std::vector<std::string> strings(const boost::json::value& list) {
  std::vector<std::string> out;
  for (const auto& entry : list.as_array()) out.emplace_back(entry.as_string());
  return out;
}

}  // namespace

std::uint16_t free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(probe, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no free port");
  }
  ::close(probe);
  return ntohs(address.sin_port);
}

std::string ReceivedMail::secret() const {
  constexpr std::string_view mark = "secret=";
  const auto at = text.find(mark);
  return at == std::string::npos ? "" : text.substr(at + mark.size(), 64);
}

MailServer::MailServer(std::vector<std::string> flags) {
  std::vector<std::string> command = {"/usr/bin/python3", harness + "smtp_server.py",
                                      (folder_.path() / "box").string()};
  command.insert(command.end(), flags.begin(), flags.end());
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
  pid_ = fork();
  if (pid_ == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  input_ = in[1];
  std::string line;
  char letter = 0;
  while (read(out[0], &letter, 1) == 1 && letter != '\n') line += letter;
  ::close(out[0]);
  if (line.rfind("ready ", 0) != 0) throw std::runtime_error("the mail server did not start (python3-aiosmtpd?)");
  port_ = static_cast<std::uint16_t>(std::stoi(line.substr(6)));
}

MailServer::~MailServer() {
  ::close(input_);  // which ends it
  waitpid(pid_, nullptr, 0);
}

std::size_t MailServer::count() const {
  std::size_t mails = 0;
  std::error_code none;
  for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(folder_.path() / "box" / "new", none)) {
    ++mails;
  }
  return mails;
}

ReceivedMail MailServer::next(std::chrono::milliseconds within) {
  const auto until = std::chrono::steady_clock::now() + within;
  do {
    // The oldest that was not seen; the time of arrival is the file's.
    std::filesystem::path oldest;
    std::error_code none;
    for (const auto& file : std::filesystem::directory_iterator(folder_.path() / "box" / "new", none)) {
      if (seen_.contains(file.path().filename())) continue;
      if (oldest.empty() || file.last_write_time() < std::filesystem::last_write_time(oldest)) oldest = file.path();
    }
    if (!oldest.empty()) {
      seen_.insert(oldest.filename());
      const CommandResult read = run({"/usr/bin/python3", harness + "read_mail.py", oldest.string()});
      if (read.exit_code != 0) throw std::runtime_error("a mail could not be read: " + read.output);
      const boost::json::object mail = boost::json::parse(read.output).as_object();
      const auto text = [&](const char* name) { return std::string(mail.at(name).as_string()); };
      return {text("from"),
              text("to"),
              text("subject"),
              text("message_id"),
              text("text"),
              text("html"),
              text("type"),
              strings(mail.at("headers")),
              strings(mail.at("defects"))};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  } while (std::chrono::steady_clock::now() < until);
  throw std::runtime_error("no mail came");
}

}  // namespace parley::test
