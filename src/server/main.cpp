// parleyd: reads the settings, builds every part by hand and passes it down. Reading this shows the whole program.
#include <signal.h>

#include <cstdio>
#include <exception>

#include "base/log.hpp"
#include "server/parleyd.hpp"
#include "server/settings.hpp"

extern char** environ;

int main(int argc, char** argv) {
  using namespace parley;
  server::SettingsReader reader;
  if (!reader.read(argc, argv, environ)) {
    std::fprintf(stderr, "parleyd: %s\n", reader.error().text.c_str());
    return reader.error().exit_code;
  }
  const server::CommandLine& command = reader.command_line();
  if (command.help) {
    std::fputs(command.text.c_str(), stdout);
    return 0;
  }
  if (command.version) {
    std::puts("parleyd " PARLEY_VERSION);
    return 0;
  }
  log::set_level(command.settings.log_level);
  for (const std::string& warning : command.warnings) log::warn("{}", warning);
  if (command.check_config) {
    std::printf("The settings are valid: the server would listen on %s:%u and keep its data in %s\n",
                command.settings.listen_host.c_str(), command.settings.listen_port,
                command.settings.data_folder.c_str());
    return 0;
  }

  // Blocked before any thread starts, so that all inherit it; taken one by one below.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, number);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);

  try {
    auto started = server::Parleyd::start(command.settings);
    if (!started) {
      std::fprintf(stderr, "parleyd: %s\n", started.error().text.c_str());
      return 1;
    }
    std::printf("parley is ready: %s\n", (*started)->address().c_str());
    std::fflush(stdout);
    while (true) {
      int number = 0;
      sigwait(&signals, &number);
      if (number == SIGHUP) {
        (*started)->reload();
        continue;
      }
      break;
    }
    // A second signal ends the program at once.
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
    log::info("stopping: connections are asked to leave");
    (*started)->stop();
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "parleyd: %s\n", failure.what());
    return 1;
  }
  return 0;
}
