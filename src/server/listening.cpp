#include "server/listening.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <thread>

namespace parley::server {
namespace {

constexpr std::uint16_t kUsualMediaPort = 31'000;
constexpr int kMostLoops = 4;

int cores() { return static_cast<int>(std::max(1u, std::thread::hardware_concurrency())); }

/// Where the built web app is: beside an installed program, or in the source tree the program was built from.
std::string find_web_folder() {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  for (const char* place : {"../share/parley/web", "../../../web/dist"}) {
    const auto folder = program / place;
    if (std::filesystem::exists(folder / "index.html", ignored))
      return std::filesystem::canonical(folder, ignored).string();
  }
  return {};
}

}  // namespace

transport::Config transport_config(const Settings& settings) {
  transport::Config config;
  config.host = settings.listen_host;
  config.port = settings.listen_port;
  config.certificate_file = settings.tls_certificate;
  config.private_key_file = settings.tls_key;
  config.origin = settings.public_url;
  config.trusted_proxies = settings.trusted_proxies;
  config.web_root = settings.web_folder.empty() ? find_web_folder() : settings.web_folder;
  config.loops = settings.loops > 0 ? settings.loops : std::min(cores(), kMostLoops);
  return config;
}

Result<std::unique_ptr<media::Sfu>> start_media(const Settings& settings, media::Listener& listener) {
  media::Config config;
  config.address = settings.media_address.empty() ? settings.listen_host : settings.media_address;
  if (config.address == "localhost") config.address = "127.0.0.1";
  config.announced = settings.media_announced;
  config.threads = settings.media_threads > 0 ? settings.media_threads : cores();
  config.tcp = settings.media_tcp;
  config.port = settings.media_port;
  // The usual port helps with firewalls; several servers on one machine, as in tests, take what is free.
  if (!settings.media_port_given && settings.listen_port != 0) {
    config.port = kUsualMediaPort;
    if (auto usual = media::Sfu::start(config, listener)) return usual;
    config.port = 0;
  }
  return media::Sfu::start(config, listener);
}

}  // namespace parley::server
