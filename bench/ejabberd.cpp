#include "bench/ejabberd.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

namespace parley::bench {
namespace {

// Where Debian puts Erlang libraries, ejabberd among them.
constexpr const char* libraries = "/usr/lib/x86_64-linux-gnu";

const char* const configuration = R"(loglevel: error
hosts: [localhost]
listen:
  - port: PORT
    ip: "127.0.0.1"
    module: ejabberd_c2s
    max_stanza_size: 262144
    shaper: none
    access: all
auth_method: [anonymous]
anonymous_protocol: sasl_anon
allow_multiple_connections: true
sql_type: sqlite
sql_database: "FOLDER/archive.db"
modules:
  mod_disco: {}
  mod_mam:
    db_type: sql
    default: never
  mod_muc:
    db_type: mnesia
    access: all
    access_create: all
    access_persistent: all
    access_mam: all
    history_size: 0
    max_users: 20000
    min_message_interval: 0
    default_room_options:
      mam: true
      persistent: true
      max_users: 20000
      presence_broadcast: []
)";

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  const bool bound = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                     ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(socket);
  if (!bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

bool accepts(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  const bool connected = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(socket);
  return connected;
}

void replace(std::string& text, const std::string& word, const std::string& by) {
  text.replace(text.find(word), word.size(), by);
}

}  // namespace

Ejabberd::Ejabberd() : port_(free_port()) {
  allow_many_files();
  std::string text = configuration;
  replace(text, "PORT", std::to_string(port_));
  replace(text, "FOLDER", folder_.path().string());
  std::ofstream(folder_.path() / "ejabberd.yml") << text;
  start_on_own_core([this] { start(); });
  for (int i = 0; i < 600; ++i) {
    if (::waitpid(pid_, nullptr, WNOHANG) != 0) {
      pid_ = -1;
      throw std::runtime_error("ejabberd does not start; is it installed (tools/setup.sh bench)?");
    }
    if (accepts(port_)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  stop();
  throw std::runtime_error("ejabberd does not listen");
}

Ejabberd::~Ejabberd() { stop(); }

void Ejabberd::start() {
  const std::string folder = folder_.path().string(), mnesia = "\"" + folder + "/mnesia\"";
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ > 0) return;
  ::setenv("ERL_LIBS", libraries, 1);
  ::setenv("EJABBERD_CONFIG_PATH", (folder + "/ejabberd.yml").c_str(), 1);
  ::setenv("EJABBERD_LOG_PATH", (folder + "/ejabberd.log").c_str(), 1);
  ::setenv("SPOOL_DIR", folder.c_str(), 1);
  ::dup2(::open("/dev/null", O_RDWR), STDIN_FILENO);
  ::dup2(STDIN_FILENO, STDOUT_FILENO);
  // One scheduler, as there is one core; `erl` becomes the virtual machine itself, so the process is the one to
  // measure.
  ::execlp("erl", "erl", "+K", "true", "+S", "1:1", "+sbwt", "none", "+sbwtdcpu", "none", "+sbwtdio", "none", "+P",
           "250000", "-noinput", "-mnesia", "dir", mnesia.c_str(), "-s", "ejabberd", nullptr);
  ::_exit(127);
}

void Ejabberd::stop() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);  // what it has stored goes with the folder
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

}  // namespace parley::bench
